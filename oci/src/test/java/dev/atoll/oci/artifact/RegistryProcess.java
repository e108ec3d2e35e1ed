package dev.atoll.oci.artifact;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real registry on a free port of this machine; the test is skipped when it is not built. */
public final class RegistryProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  private final Path folder;
  private final String host;
  private Process process;

  private RegistryProcess(Path folder, Process process, String host) {
    this.folder = folder;
    this.process = process;
    this.host = host;
  }

  /** Its data are in {@code folder}. */
  public static RegistryProcess start(Path folder) throws IOException {
    return start(folder, "127.0.0.1:0");
  }

  /** Killed in the middle of whatever it does, and started again on the same port. */
  public void restart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = start(folder, host).process;
  }

  private static RegistryProcess start(Path folder, String address) throws IOException {
    Path config = folder.resolve("registry.yaml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "%s"}
        """
            .formatted(folder.resolve("data"), address));
    Process p =
        new ProcessBuilder(Tools.built("registry").toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = p.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher m = LISTENING.matcher(line);
      if (m.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return new RegistryProcess(folder, p, m.group(1));
      }
    }
    throw new IOException("the registry ended before it listened");
  }

  /** Host and port. */
  public String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
