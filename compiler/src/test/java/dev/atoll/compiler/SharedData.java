package dev.atoll.compiler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real models that lie beside the checkout; tests that need them are skipped without them. */
public final class SharedData {
  private SharedData() {}

  /** The folder with MANIFEST.json, or a skipped test. */
  public static Path folder() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path found = p.resolve("shared/testdata/coral");
      if (Files.isRegularFile(found.resolve("MANIFEST.json"))) {
        return found;
      }
    }
    assumeTrue(false, "skipped: no folder shared/testdata/coral beside the checkout");
    throw new IllegalStateException("unreachable");
  }
}
