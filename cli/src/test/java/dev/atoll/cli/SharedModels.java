package dev.atoll.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real models that lie beside the checkout; tests that need them are skipped without them. */
public final class SharedModels {
  private SharedModels() {}

  /** A file in the folder of the models, or a skipped test. */
  public static Path file(String name) {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path found = p.resolve("shared/testdata/coral").resolve(name);
      if (Files.isRegularFile(found)) {
        return found;
      }
    }
    assumeTrue(false, "skipped: no folder shared/testdata/coral beside the checkout");
    throw new IllegalStateException("unreachable");
  }
}
