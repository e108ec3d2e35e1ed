package dev.atoll.rollout.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The committed logs under {@code src/test/resources/golden} are the documentation of what a
 * rollout does. After a wanted change: {@code mvn -pl rollout test -Dgolden.update=true}, then read
 * the difference.
 */
class GoldenLogTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @TestFactory
  List<DynamicTest> storiesGoAsWritten() {
    return NamedScenarios.all().stream()
        .map(s -> DynamicTest.dynamicTest(s.title(), () -> compare(s)))
        .toList();
  }

  private static void compare(Scenario scenario) throws IOException {
    var log = headline(scenario) + Story.run(scenario).log.text();
    var file = FOLDER.resolve(scenario.title() + ".log");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, log);
    }
    assertThat(file).as("run once with -Dgolden.update=true").exists();
    assertThat(log).isEqualTo(Files.readString(file));
  }

  private static String headline(Scenario scenario) {
    var waves =
        scenario.waves().stream()
            .map(w ->
                "%s (size %s, at once %s, soak %ds, on failure %s)"
                    .formatted(
                        w.name(),
                        w.size() == null ? "all" : w.size(),
                        w.maxConcurrent() == null ? "all" : w.maxConcurrent(),
                        w.soak().toSeconds(),
                        w.onFailure()))
            .collect(Collectors.joining("\n#   "));
    var behaviours =
        scenario.behaviours().entrySet().stream()
            .map(e -> "\n# " + e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining());
    return "# %s: %d devices, from %s to %s\n#   %s%s\n\n"
        .formatted(
            scenario.title(),
            scenario.devices(),
            scenario.stable() == null ? "nothing" : scenario.stable(),
            scenario.wanted(),
            waves,
            behaviours);
  }
}
