package dev.atoll.compiler.request;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this process, from its environment.
 *
 * @param python the interpreter with TensorFlow; null when not set
 * @param fileSources file: URIs are allowed (development only)
 * @param s3 how to reach the object store
 * @param stageDeadline how long the TensorFlow stage may run
 * @param access how else sources are reached
 * @param registryConfig a file with the credentials for the registry of the artifacts, or null
 */
public record Settings(
    @Nullable Path python,
    boolean fileSources,
    S3 s3,
    Duration stageDeadline,
    Access access,
    @Nullable Path registryConfig) {
  private static final Duration STAGE_DEADLINE = Duration.ofMinutes(20);

  /**
   * An object store.
   *
   * @param endpoint null for the cloud's own; path style is used when it is set
   * @param keys absent for anonymous access
   */
  public record S3(@Nullable URI endpoint, String region, Optional<Keys> keys) {}

  /**
   * How sources are reached.
   *
   * @param credentials the folder of a mounted Secret; null when the source has none
   * @param allowedHosts what that Secret's annotation names, separated by commas; null when unknown
   * @param plainHosts {@code host:port} of web servers and registries without TLS (development)
   * @param authorities a PEM file of further certificate authorities, or null
   * @param gsEmulator stands for Google Cloud Storage, or null
   */
  public record Access(
      @Nullable Path credentials,
      @Nullable String allowedHosts,
      Set<String> plainHosts,
      @Nullable Path authorities,
      @Nullable URI gsEmulator) {}

  /** Credentials, never shown. */
  public record Keys(String id, String secret, @Nullable String session) {
    @Override
    public String toString() {
      return "Keys[hidden]";
    }
  }

  /**
   * Reads the variables of the compile job.
   *
   * @throws IllegalArgumentException for a malformed value
   */
  public static Settings of(Map<String, String> environment) {
    String deadline = environment.get("ATOLL_STAGE_DEADLINE");
    return new Settings(
        path(environment.get("ATOLL_PYTHON")),
        Boolean.parseBoolean(environment.get("ATOLL_FILE_SOURCES")),
        s3(environment),
        deadline == null ? STAGE_DEADLINE : Duration.parse(deadline),
        access(environment),
        path(environment.get("ATOLL_REGISTRY_CONFIG")));
  }

  private static Access access(Map<String, String> environment) {
    String emulator = environment.getOrDefault("STORAGE_EMULATOR_HOST", "");
    return new Access(
        path(environment.get("ATOLL_CREDENTIALS")),
        environment.get("ATOLL_ALLOWED_HOSTS"),
        Arrays.stream(environment.getOrDefault("ATOLL_PLAIN_HTTP_SOURCES", "").split("[,\\s]+"))
            .filter(h -> !h.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        path(environment.get("ATOLL_SOURCE_CA")),
        emulator.isBlank()
            ? null
            : URI.create(emulator.contains("://") ? emulator : "http://" + emulator));
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null || text.isBlank() ? null : Path.of(text);
  }

  private static S3 s3(Map<String, String> environment) {
    String endpoint = environment.get("AWS_ENDPOINT_URL_S3");
    String id = environment.get("AWS_ACCESS_KEY_ID");
    String secret = environment.get("AWS_SECRET_ACCESS_KEY");
    Optional<Keys> keys =
        id == null || secret == null
            ? Optional.empty()
            : Optional.of(new Keys(id, secret, environment.get("AWS_SESSION_TOKEN")));
    return new S3(
        endpoint == null || endpoint.isBlank() ? null : URI.create(endpoint),
        environment.getOrDefault("AWS_REGION", "us-east-1"),
        keys);
  }
}
