package dev.atoll.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdYamlTest {
  private static final Path COMMITTED = Path.of("src/main/resources/crds");

  @Test
  void theCommittedYamlIsWhatTheTypesSay() throws IOException {
    var generated = Path.of("target/crds");
    CrdYaml.generate(generated);
    if (Boolean.getBoolean("crds.update")) CrdYaml.generate(COMMITTED);
    try (var files = Files.list(generated)) {
      assertThat(files)
          .hasSize(4)
          .allSatisfy(file ->
              assertThat(COMMITTED.resolve(file.getFileName()))
                  .as(
                      "the API types changed: run mvn -pl crds test -Dcrds.update=true and commit the YAML")
                  .hasSameTextualContentAs(file));
    }
  }
}
