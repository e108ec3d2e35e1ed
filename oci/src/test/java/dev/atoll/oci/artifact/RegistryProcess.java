package dev.atoll.oci.artifact;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real registry on a free port of this machine; the test is skipped when it is not built. */
final class RegistryProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  private final Process process;
  private final String host;

  private RegistryProcess(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  static RegistryProcess start(Path folder) throws IOException {
    Path config = folder.resolve("registry.yaml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "127.0.0.1:0"}
        """
            .formatted(folder.resolve("data")));
    Process p =
        new ProcessBuilder(binary().toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = p.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher m = LISTENING.matcher(line);
      if (m.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return new RegistryProcess(p, m.group(1));
      }
    }
    throw new IOException("the registry ended before it listened");
  }

  private static Path binary() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isExecutable(root.resolve("build/toolchain"))) {
      root = root.getParent();
    }
    if (root == null) {
      throw new IOException("build/toolchain is not above the working directory");
    }
    Process p = new ProcessBuilder(root + "/build/toolchain", "path", "registry").start();
    String path = p.inputReader(StandardCharsets.UTF_8).readLine();
    boolean built = path != null && Files.isExecutable(Path.of(path));
    assumeTrue(built, "skipped: the registry is not built; run: build/toolchain go registry");
    return Path.of(String.valueOf(path));
  }

  String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
