package dev.atoll.operator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.oci.CredentialSource.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The real registry on a free port. */
public record TestRegistry(Process process, String host) implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  public static final Credentials USER = new Credentials("operator", "pass:word");

  /** bcrypt of the password, the only form that the registry takes. */
  private static final String HTPASSWD =
      "operator:$2y$04$Edg3F1e3tAt0llR3gistruY.N9syRayAxJkOI3mekE0aEL8oKbYp.\n";

  public static TestRegistry start(Path folder) throws IOException {
    return start(folder, "");
  }

  /** One that lets in {@link #USER} alone. */
  public static TestRegistry closed(Path folder) throws IOException {
    var users = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
    return start(folder, "auth: {htpasswd: {realm: models, path: \"%s\"}}".formatted(users));
  }

  private static TestRegistry start(Path folder, String auth) throws IOException {
    var config = folder.resolve("registry.yaml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "127.0.0.1:0"}
        %s
        """
            .formatted(folder.resolve("data"), auth));
    var process =
        new ProcessBuilder(binary().toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      var m = LISTENING.matcher(line);
      if (m.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return new TestRegistry(process, m.group(1));
      }
    }
    throw new IOException("the registry ended before it listened");
  }

  private static Path binary() throws IOException {
    var root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isExecutable(root.resolve("build/toolchain")))
      root = root.getParent();
    if (root == null) throw new IOException("build/toolchain is not above the working directory");
    var p = new ProcessBuilder(root + "/build/toolchain", "path", "registry").start();
    var path = p.inputReader(StandardCharsets.UTF_8).readLine();
    assumeTrue(
        path != null && Files.isExecutable(Path.of(path)),
        "skipped: the registry is not built; run: build/toolchain go registry");
    return Path.of(String.valueOf(path));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
