package dev.atoll.tflite.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Real models that lie beside the checkout; tests that need them are skipped without them. */
public final class SharedModels {
  private SharedModels() {}

  /** The folder of the models, or a skipped test. */
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

  /** A file in that folder, or a skipped test. */
  public static Path file(String name) {
    Path file = folder().resolve(name);
    assumeTrue(Files.isRegularFile(file), "skipped: no " + file);
    return file;
  }

  /** All .tflite files below {@code folder}, none larger than {@code maxBytes}. */
  public static List<Path> models(long maxBytes) {
    try (Stream<Path> files = Files.walk(folder())) {
      return files
          .filter(f -> f.toString().endsWith(".tflite") && f.toFile().length() <= maxBytes)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
