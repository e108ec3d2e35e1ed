package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.atoll.oci.CredentialSource.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for a registry in a file of the form that {@code docker login} writes and
 * Secrets of type kubernetes.io/dockerconfigjson hold.
 */
public final class RegistryLogin {
  private RegistryLogin() {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Config(@Nullable Map<String, Entry> auths) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Entry(
      @Nullable String auth, @Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Entry[hidden]";
    }
  }

  /**
   * Of this file; anonymous without one.
   *
   * @throws IOException when there is no such file
   * @throws OciException when it holds something else
   */
  public static CredentialSource of(@Nullable Path file) throws IOException, OciException {
    if (file == null) {
      return CredentialSource.ANONYMOUS;
    }
    if (!Files.exists(file)) {
      throw new IOException(
          "the registry's credentials are not there: make the Secret with the key .dockerconfigjson"
              + " in this namespace ("
              + file
              + ")");
    }
    Config config = Json.read(Files.readAllBytes(file), Config.class, "the registry's credentials");
    Map<String, Entry> entries = config.auths() == null ? Map.of() : config.auths();
    return host -> find(entries, host);
  }

  /** Keys are a host, or an address with a path behind it that older clients wrote. */
  private static Optional<Credentials> find(Map<String, Entry> entries, String host) {
    return entries.entrySet().stream()
        .filter(
            e -> e.getKey().replaceFirst("^https?://", "").replaceFirst("/.*$", "").equals(host))
        .findFirst()
        .flatMap(e -> credentials(e.getValue()));
  }

  private static Optional<Credentials> credentials(Entry entry) {
    if (entry.username() != null && entry.password() != null) {
      return Optional.of(new Credentials(entry.username(), entry.password()));
    }
    if (entry.auth() == null) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(entry.auth().strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the registry says that it wants credentials
    }
  }
}
