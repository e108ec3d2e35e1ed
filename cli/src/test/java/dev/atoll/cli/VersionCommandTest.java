package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionCommandTest {
  @Test
  void printsTheVersionOfTheBuild() {
    Run run = Run.of("version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("atoll \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    assertThat(Run.of("--version").out()).isEqualTo(run.out());
  }
}
