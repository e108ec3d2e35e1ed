package dev.atoll.oci.testing;

import dev.atoll.oci.CredentialSource;
import dev.atoll.oci.CredentialSource.Credentials;
import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry that the demo runs, on a free port of this machine, which stays the same when it is
 * stopped and started again; a test is skipped when it is not built.
 */
public final class RealRegistry implements AutoCloseable {
  /** Whom a guarded one lets in. */
  public static final Credentials USER = new Credentials("atoll", "pass:word");

  /** bcrypt of the password, the only form that the registry takes. */
  private static final String HTPASSWD =
      USER.user() + ":$2y$04$Edg3F1e3tAt0llR3gistruY.N9syRayAxJkOI3mekE0aEL8oKbYp.\n";

  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  private final Path program;
  private final Path folder;
  private final boolean guarded;
  private Process process;
  private String host;

  private RealRegistry(Path folder, boolean guarded) throws IOException, InterruptedException {
    this.program = Tools.built("registry");
    this.folder = Files.createDirectories(folder);
    this.guarded = guarded;
    this.process = launch("127.0.0.1:0");
    this.host = listening(process);
  }

  /** For everybody; its data are in {@code folder}. */
  public static RealRegistry open(Path folder) throws IOException, InterruptedException {
    return new RealRegistry(folder, false);
  }

  /** One that lets in {@link #USER} alone. */
  public static RealRegistry guarded(Path folder) throws IOException, InterruptedException {
    return new RealRegistry(folder, true);
  }

  private Process launch(String address) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("registry.yaml"),
            """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "%s"}
            %s
            """
                .formatted(folder.resolve("data"), address, accounts()));
    return new ProcessBuilder(program.toString(), "serve", config.toString())
        .redirectErrorStream(true)
        .start();
  }

  private String accounts() throws IOException {
    if (!guarded) {
      return "";
    }
    Path users = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
    return "auth: {htpasswd: {realm: models, path: \"%s\"}}".formatted(users);
  }

  private static String listening(Process process) throws IOException {
    BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher m = LISTENING.matcher(line);
      if (m.find()) {
        Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
        return m.group(1);
      }
    }
    throw new IOException("the registry ended before it listened");
  }

  /** Host and port. */
  public String host() {
    return host;
  }

  /** A repository in it. */
  public Repository repository() {
    return new Repository(host, "atoll/vision");
  }

  /** A client that may do everything. */
  public RegistryClient client() {
    return client(guarded ? anybody -> Optional.of(USER) : CredentialSource.ANONYMOUS);
  }

  /** A client with these credentials. */
  public RegistryClient client(CredentialSource credentials) {
    return new RegistryClient(
        RegistryConfig.anonymous(Set.of(host)).with(credentials), Retry.standard());
  }

  /** The file that {@code docker login} would write for {@link #USER} with this password. */
  public Path login(String password) throws IOException {
    return Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"username\": \"%s\", \"password\": \"%s\"}}}"
            .formatted(host, USER.user(), password));
  }

  /** Where it keeps this blob. */
  public Path stored(Digest blob) {
    return folder.resolve(
        "data/docker/registry/v2/blobs/sha256/%s/%s/data"
            .formatted(blob.hex().substring(0, 2), blob.hex()));
  }

  /** Changes one byte of the blob behind its back. */
  public void damage(Digest blob) throws IOException {
    byte[] bytes = Files.readAllBytes(stored(blob));
    bytes[bytes.length / 2] ^= 1;
    Files.write(stored(blob), bytes);
  }

  /** Killed in the middle of whatever it does. */
  public void stop() {
    process.destroyForcibly().onExit().join();
  }

  /** Again, on the same port, with what it stored. */
  public void start() throws IOException {
    process = launch(host);
    host = listening(process);
  }

  @Override
  public void close() {
    stop();
  }
}
