package dev.atoll.device.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.device.TestModels;
import dev.atoll.oci.CredentialSource.Credentials;
import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.PackedArtifact;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The real registry on a port that stays the same when it is stopped and started again. */
final class RealRegistry implements AutoCloseable {
  static final Credentials USER = new Credentials("ship", "pass:word");

  /** bcrypt of the password, the only form that the registry takes. */
  private static final String HTPASSWD =
      "ship:$2y$04$Edg3F1e3tAt0llR3gistruY.N9syRayAxJkOI3mekE0aEL8oKbYp.\n";

  private final Path folder;
  private final int port;
  private final Path binary;
  private final boolean closed;
  private Process process;

  RealRegistry(Path folder) throws IOException {
    this(folder, false);
  }

  /** One that lets in {@link #USER} alone. */
  static RealRegistry closed(Path folder) throws IOException {
    return new RealRegistry(folder, true);
  }

  private RealRegistry(Path folder, boolean closed) throws IOException {
    this.folder = folder;
    this.closed = closed;
    this.binary = binary();
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    start();
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  void start() throws IOException {
    Path config = folder.resolve("registry.yaml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "%s"}
        %s
        """
            .formatted(folder.resolve("data"), host(), auth()));
    process =
        new ProcessBuilder(binary.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains("listening on")) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return;
      }
    }
    throw new IOException("the registry ended before it listened");
  }

  private String auth() throws IOException {
    if (!closed) {
      return "";
    }
    Path users = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
    return "auth: {htpasswd: {realm: models, path: \"%s\"}}".formatted(users);
  }

  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Pushes the model with these golden samples and gives back the digest of its manifest. */
  String push(String model, Golden golden) throws Exception {
    String key = Digest.of((model + golden).getBytes(StandardCharsets.UTF_8)).hex();
    PackedArtifact packed =
        PackedArtifact.pack(
            new ArtifactContent(
                model,
                "tests",
                key,
                "none",
                new TreeMap<>(Map.of("Cpu", TestModels.path(model))),
                golden,
                "{}".getBytes(StandardCharsets.UTF_8),
                "one\n".getBytes(StandardCharsets.UTF_8)));
    return packed.publish(client(), Repository.parse(repository())).toString();
  }

  RegistryClient client() {
    RegistryConfig anonymous = RegistryConfig.anonymous(Set.of(host()));
    return new RegistryClient(
        closed ? anonymous.with(host -> Optional.of(USER)) : anonymous, Retry.standard());
  }

  String repository() {
    return host() + "/atoll/vision";
  }

  /** Changes one byte of the blob behind the registry's back. */
  void damage(Digest blob) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      Path data = files.filter(f -> f.endsWith(blob.hex() + "/data")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(data);
      bytes[bytes.length / 2] ^= 1;
      Files.write(data, bytes);
    }
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
