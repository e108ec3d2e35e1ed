package dev.atoll.compiler.request;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this process, from its environment.
 *
 * @param python the interpreter with TensorFlow; null when not set
 * @param fileSources file: URIs are allowed (development only)
 * @param s3 how to reach the object store
 * @param stageDeadline how long the TensorFlow stage may run
 */
public record Settings(@Nullable Path python, boolean fileSources, S3 s3, Duration stageDeadline) {
  private static final Duration STAGE_DEADLINE = Duration.ofMinutes(20);

  /**
   * An object store.
   *
   * @param endpoint null for the cloud's own; path style is used when it is set
   * @param keys absent for anonymous access
   */
  public record S3(@Nullable URI endpoint, String region, Optional<Keys> keys) {}

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
    String python = environment.get("ATOLL_PYTHON");
    String deadline = environment.get("ATOLL_STAGE_DEADLINE");
    return new Settings(
        python == null || python.isBlank() ? null : Path.of(python),
        Boolean.parseBoolean(environment.get("ATOLL_FILE_SOURCES")),
        s3(environment),
        deadline == null ? STAGE_DEADLINE : Duration.parse(deadline));
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
