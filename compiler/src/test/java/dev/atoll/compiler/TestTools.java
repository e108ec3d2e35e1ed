package dev.atoll.compiler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** A program that build/toolchain makes from Go. */
  public static Path program(String name) throws IOException, InterruptedException {
    return printed("run build/toolchain go " + name, "path", name);
  }

  public static Path registry() throws IOException, InterruptedException {
    return program("registry");
  }

  /** A web server; got where the machine has none. */
  public static Path nginx() throws IOException, InterruptedException {
    return printed("install nginx", "nginx");
  }

  private static Path printed(String advice, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(CHECKOUT.resolve("build/toolchain").toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    boolean there = process.waitFor() == 0 && Files.isExecutable(Path.of(printed));
    assumeTrue(there, "a real server is missing: " + advice);
    return Path.of(printed);
  }

  private static Path cache() {
    String named = System.getenv("ATOLL_CACHE");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".cache/atoll");
  }
}
