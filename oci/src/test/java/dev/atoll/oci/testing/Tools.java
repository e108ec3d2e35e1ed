package dev.atoll.oci.testing;

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

  /** A program that {@code build/toolchain} makes from Go. */
  public static Path built(String program) throws IOException, InterruptedException {
    return named(program + " is not built; run: build/toolchain go " + program, "path", program);
  }

  /** A web server; got where the machine has none. */
  public static Path nginx() throws IOException, InterruptedException {
    return named("nginx is missing: install it", "nginx");
  }

  /** The program whose path {@code build/toolchain} prints when it is asked so. */
  private static Path named(String otherwise, String... question)
      throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(
                command(checkout().resolve("build/toolchain").toString(), List.of(question)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer =
        new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    boolean there = asked.waitFor() == 0 && Files.isExecutable(Path.of(answer));
    assumeTrue(there, "skipped: " + otherwise);
    return Path.of(answer);
  }

  /** The folder of the whole project, above that of the module. */
  public static Path checkout() throws IOException {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isExecutable(p.resolve("build/toolchain"))) {
        return p;
      }
    }
    throw new IOException("build/toolchain is not above the working directory");
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
