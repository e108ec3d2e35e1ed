package dev.atoll.compiler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.oci.Digest;
import dev.atoll.oci.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Python with TensorFlow that {@code make test} makes first; without it the tests skip. */
public final class TensorFlow {
  private TensorFlow() {}

  public static Path python() throws IOException {
    String named = System.getenv("ATOLL_PYTHON");
    Path python = named != null ? Path.of(named) : cached();
    assumeTrue(Files.isExecutable(python), "skipped: no TensorFlow; run: build/toolchain python");
    return python;
  }

  /** Where {@code build/toolchain python} puts it. */
  private static Path cached() throws IOException {
    Path requirements = Tools.checkout().resolve("compiler/python/requirements.txt");
    String name = Digest.ofFile(requirements).hex().substring(0, 12);
    return cache().resolve("python").resolve(name).resolve("bin/python");
  }

  private static Path cache() {
    String named = System.getenv("ATOLL_CACHE");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".cache/atoll");
  }
}
