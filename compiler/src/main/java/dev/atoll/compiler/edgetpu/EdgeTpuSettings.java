package dev.atoll.compiler.edgetpu;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiler of this installation.
 *
 * @param compiler {@code edgetpu_compiler}; null when there is none
 * @param deadline for all of its tries at one model together
 */
public record EdgeTpuSettings(@Nullable Path compiler, Duration deadline) {
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  /** Refuses a deadline that is none. */
  public EdgeTpuSettings {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("ATOLL_EDGETPU_DEADLINE is a positive duration");
    }
  }

  /**
   * From {@code ATOLL_EDGETPU_COMPILER} (a path) and {@code ATOLL_EDGETPU_DEADLINE} (ISO 8601, for
   * example PT15M).
   *
   * @throws IllegalArgumentException for a malformed value
   */
  public static EdgeTpuSettings of(Map<String, String> environment) {
    String compiler = environment.getOrDefault("ATOLL_EDGETPU_COMPILER", "");
    String deadline = environment.getOrDefault("ATOLL_EDGETPU_DEADLINE", "");
    return new EdgeTpuSettings(
        compiler.isBlank() ? null : Path.of(compiler),
        deadline.isBlank() ? DEADLINE : Duration.parse(deadline));
  }
}
