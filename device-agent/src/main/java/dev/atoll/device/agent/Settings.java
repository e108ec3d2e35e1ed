package dev.atoll.device.agent;

import dev.atoll.api.v1alpha1.Durations;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says.
 *
 * @param node name of the Node and of the EdgeDevice
 * @param store directory that survives restarts
 * @param listen of the Open Inference Protocol
 * @param apiServer null for a device that runs without one
 * @param plainHttpRegistries {@code host:port} of registries without TLS
 * @param registryLogin file of the form that {@code docker login} writes; null for anonymous
 * @param downloadPatience after which a registry that gives nothing counts as a failure
 * @param retryAfter before what failed for a passing cause is tried again
 * @param threads of each interpreter
 * @param signatureKeys PEM file with public keys; null when signatures are not to be checked
 */
public record Settings(
    String node,
    Path store,
    InetSocketAddress listen,
    @Nullable String apiServer,
    Path apiAuthority,
    Path tokenFile,
    Duration leasePeriod,
    String namespace,
    Set<String> plainHttpRegistries,
    @Nullable Path registryLogin,
    Duration downloadPatience,
    Duration retryAfter,
    int threads,
    @Nullable Path signatureKeys) {
  private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";

  /**
   * Reads the variables.
   *
   * @throws IllegalArgumentException with the variable's name and what to write
   */
  public static Settings of(Map<String, String> env) {
    return new Settings(
        required(env, "ATOLL_NODE_NAME"),
        Path.of(required(env, "ATOLL_STORE")).toAbsolutePath(),
        address(env.getOrDefault("ATOLL_LISTEN", "127.0.0.1:8000")),
        env.get("ATOLL_API_SERVER"),
        Path.of(env.getOrDefault("ATOLL_API_CA", ACCOUNT + "ca.crt")),
        Path.of(env.getOrDefault("ATOLL_TOKEN_FILE", ACCOUNT + "token")),
        duration(env, "ATOLL_LEASE_PERIOD", "60s"),
        env.getOrDefault("ATOLL_NAMESPACE", "atoll-system"),
        Arrays.stream(env.getOrDefault("ATOLL_PLAIN_HTTP_REGISTRIES", "").split(",", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        optionalFile(env, "ATOLL_REGISTRY_CONFIG"),
        duration(env, "ATOLL_DOWNLOAD_PATIENCE", "10m"),
        duration(env, "ATOLL_RETRY_AFTER", "30s"),
        threads(env.getOrDefault("ATOLL_THREADS", "1")),
        optionalFile(env, "ATOLL_SIGNATURE_KEYS"));
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " must be set");
    }
    return value;
  }

  /** Set to nothing is a mistake that must not switch anything off. */
  private static @Nullable Path optionalFile(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value != null && value.isBlank()) {
      throw new IllegalArgumentException(name + " is set, but names no file");
    }
    return value == null ? null : Path.of(value);
  }

  private static Duration duration(Map<String, String> env, String name, String absent) {
    Duration d;
    try {
      d = Durations.parse(env.getOrDefault(name, absent), Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    if (d.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing");
    }
    return d;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ATOLL_LISTEN must be host:port, for example 0.0.0.0:8000, not '" + text + "'", e);
    }
  }

  private static int threads(String text) {
    try {
      int n = Integer.parseInt(text);
      if (n >= 1 && n <= 64) {
        return n;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("ATOLL_THREADS must be a whole number", e);
    }
    throw new IllegalArgumentException("ATOLL_THREADS must be 1 to 64, not " + text);
  }
}
