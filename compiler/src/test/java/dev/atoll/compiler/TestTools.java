package dev.atoll.compiler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The programs that {@code make test} builds first; without them the tests skip. */
public final class TestTools {
  private static final Path CHECKOUT =
      Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private TestTools() {}

  public static Path python() throws IOException {
    String named = System.getenv("ATOLL_PYTHON");
    Path python =
        named != null
            ? Path.of(named)
            : cache()
                .resolve("python")
                .resolve(
                    Digest.ofFile(CHECKOUT.resolve("compiler/python/requirements.txt"))
                        .hex()
                        .substring(0, 12))
                .resolve("bin/python");
    assumeTrue(Files.isExecutable(python), "no TensorFlow: run build/toolchain python");
    return python;
  }

  public static Path registry() throws IOException, InterruptedException {
    Process path =
        new ProcessBuilder(CHECKOUT.resolve("build/toolchain").toString(), "path", "registry")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(path.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean there = path.waitFor() == 0 && Files.isExecutable(Path.of(printed.strip()));
    assumeTrue(there, "no registry: run build/toolchain go registry");
    return Path.of(printed.strip());
  }

  private static Path cache() {
    String named = System.getenv("ATOLL_CACHE");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".cache/atoll");
  }
}
