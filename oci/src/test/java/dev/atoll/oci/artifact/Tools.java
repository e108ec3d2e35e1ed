package dev.atoll.oci.artifact;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Programs that tests run; a test is skipped when one is not there. */
public final class Tools {
  private Tools() {}

  /** What a program said, and how it ended. */
  public record Ended(int code, String output) {}

  /** True when the program is on the path. */
  public static boolean has(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** A program that {@code build/toolchain} makes. */
  public static Path built(String program) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isExecutable(root.resolve("build/toolchain"))) {
      root = root.getParent();
    }
    if (root == null) {
      throw new IOException("build/toolchain is not above the working directory");
    }
    Process p = new ProcessBuilder(root + "/build/toolchain", "path", program).start();
    String path = p.inputReader(StandardCharsets.UTF_8).readLine();
    assumeTrue(
        path != null && Files.isExecutable(Path.of(path)),
        "skipped: " + program + " is not built; run: build/toolchain go " + program);
    return Path.of(String.valueOf(path));
  }

  /** One command line. */
  public static List<String> command(String program, List<String> first, String... more) {
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(first);
    all.addAll(List.of(more));
    return all;
  }

  /** Runs to the end. */
  public static Ended run(List<String> command) throws IOException, InterruptedException {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(p.waitFor(), output);
  }
}
