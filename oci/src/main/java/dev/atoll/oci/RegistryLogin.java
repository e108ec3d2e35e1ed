package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for a registry in a file of the form that {@code docker login} writes and
 * Secrets of type kubernetes.io/dockerconfigjson hold. The file is read whenever they are asked
 * for: a Secret that is renewed counts at once.
 */
public final class RegistryLogin implements CredentialSource {
  private static final System.Logger LOG = System.getLogger(RegistryLogin.class.getName());

  private final Path file;
  private volatile Map<String, Entry> entries;

  private RegistryLogin(Path file) throws IOException, OciException {
    this.file = file;
    this.entries = read(file);
  }

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
    return file == null ? CredentialSource.ANONYMOUS : new RegistryLogin(file);
  }

  @Override
  public Optional<Credentials> credentials(Repository repository) {
    try {
      entries = read(file);
    } catch (IOException | OciException e) {
      LOG.log(
          Level.WARNING, "the registry's credentials of before are used on: {0}", e.getMessage());
    }
    return find(entries, repository);
  }

  private static Map<String, Entry> read(Path file) throws IOException, OciException {
    if (!Files.exists(file)) {
      throw new IOException(
          "the registry's credentials are not there: make the Secret with the key .dockerconfigjson"
              + " in this namespace, or the file ("
              + file
              + ")");
    }
    Config config = Json.read(Files.readAllBytes(file), Config.class, "the registry's credentials");
    return config.auths() == null ? Map.of() : config.auths();
  }

  /** Keys are a host, or the start of a repository: the longest that fits counts. */
  private static Optional<Credentials> find(Map<String, Entry> entries, Repository repository) {
    return entries.entrySet().stream()
        .filter(e -> (repository + "/").startsWith(place(e.getKey()) + "/"))
        .max(Comparator.comparingInt(e -> place(e.getKey()).length()))
        .flatMap(e -> credentials(e.getValue()));
  }

  /** Clients write the address of the API, and Docker Hub by a name that it does not answer to. */
  private static String place(String key) {
    return key.replaceFirst("^https?://", "")
        .replaceFirst("/v[12]/?$", "")
        .replaceFirst("/$", "")
        .replaceFirst("^(index\\.)?docker\\.io(?=/|$)", "registry-1.docker.io");
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
