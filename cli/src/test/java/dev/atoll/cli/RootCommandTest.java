package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "analyze",
        "analyze a b",
        "analyze -o yaml a",
        "status",
        "--nonsense"
      })
  void wrongUsageExitsWithTwoAndHelp(String arguments) {
    Run run = Run.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("Usage: atoll", "Did you mean: atoll");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpIsNoFailure() {
    assertThat(Run.of("analyze", "--help").code()).isZero();
    assertThat(Run.of("--help").out()).contains("version", "analyze", "status");
  }
}
