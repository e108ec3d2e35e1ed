package dev.atoll.compiler.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mounted Secret: what to say, and to which hosts. Never shown.
 *
 * @param values key → content, of the keys that are known
 */
public record Credentials(Map<String, String> values, AllowedHosts hosts) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final String ALLOWED = "allowed-hosts";
  private static final String SERVICE_ACCOUNT = "serviceAccount.json";
  private static final List<String> KEYS =
      List.of(
          "username",
          "password",
          "token",
          "accessKeyId",
          "secretAccessKey",
          "sessionToken",
          "region",
          SERVICE_ACCOUNT,
          ALLOWED);

  /** Copies the values. */
  public Credentials {
    values = Map.copyOf(values);
  }

  /**
   * Reads the folder of a mounted Secret.
   *
   * @param allowedHosts what the Secret's annotation names; null: what its key allowed-hosts names
   */
  public static Credentials read(Path folder, @Nullable String allowedHosts) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String key : KEYS) {
      Path file = folder.resolve(key);
      if (Files.isRegularFile(file)) {
        values.put(key, content(file));
      }
    }
    String hosts = allowedHosts != null ? allowedHosts : values.getOrDefault(ALLOWED, "");
    return new Credentials(values, AllowedHosts.parse(hosts));
  }

  /** Editors and echo put a line end behind a secret, which is no part of it. */
  private static String content(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("the key " + file.getFileName() + " of the credentials is too large");
    }
    return Files.readString(file).replaceAll("[\\r\\n]+$", "");
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The Authorization header of a web server: the token, or user name and password. */
  Optional<String> authorization() {
    return value("token").map(t -> "Bearer " + t).or(this::basic);
  }

  private Optional<String> basic() {
    return value("username")
        .map(user -> {
          String pair = user + ":" + values.getOrDefault("password", "");
          return "Basic "
              + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** The key file of a Google service account. */
  Optional<String> serviceAccount() {
    return value(SERVICE_ACCOUNT);
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}
