package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private volatile Map<String, @Nullable Entry> entries;

  private RegistryLogin(Path file) throws IOException, OciException {
    this.file = file;
    this.entries = read(file);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Config(@Nullable Map<String, @Nullable Entry> auths) {}

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
          Level.WARNING, "credentials of before are used on at the registry: {0}", e.getMessage());
    }
    return find(entries, repository);
  }

  private static Map<String, @Nullable Entry> read(Path file) throws IOException, OciException {
    if (!Files.exists(file)) {
      throw new IOException(
          "the registry's credentials are not there: make the Secret with the key .dockerconfigjson"
              + " in this namespace, or the file ("
              + file
              + ")");
    }
    Config config = parsed(file);
    return config.auths() == null ? Map.of() : config.auths();
  }

  private static Config parsed(Path file) throws IOException, OciException {
    try {
      return Json.read(Files.readAllBytes(file), Config.class, "the registry's credentials");
    } catch (OciException | UncheckedIOException _) {
      // Neither its words nor itself as the cause: both show a piece of the file.
      throw new OciException(
          OciException.Reason.ManifestInvalid,
          "the registry's credentials are not of the form that docker login writes,"
              + " {\"auths\": {\"HOST\": {\"auth\": …}}} and not encoded further: write "
              + file
              + " anew",
          false);
    }
  }

  /** Keys are a host, or the start of a repository: the longest that fits counts. */
  private static Optional<Credentials> find(
      Map<String, @Nullable Entry> entries, Repository repository) {
    return entries.entrySet().stream()
        .map(e -> new Login(place(e.getKey()), e.getValue()))
        .filter(login -> (repository + "/").startsWith(login.place() + "/"))
        .max(Comparator.comparingInt(login -> login.place().length()))
        .flatMap(login -> credentials(login.entry()));
  }

  /** What is known of a host, or of the start of a repository. */
  private record Login(String place, @Nullable Entry entry) {}

  /** Clients write the address of the API, and Docker Hub by a name that it does not answer to. */
  private static String place(String key) {
    return key.replaceFirst("^https?://", "")
        .replaceFirst("/v[12]/?$", "")
        .replaceFirst("/$", "")
        .replaceFirst("^(index\\.)?docker\\.io(?=/|$)", "registry-1.docker.io");
  }

  private static Optional<Credentials> credentials(@Nullable Entry entry) {
    if (entry == null) {
      return Optional.empty();
    }
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
