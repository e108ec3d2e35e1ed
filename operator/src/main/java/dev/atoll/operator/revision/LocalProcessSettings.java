package dev.atoll.operator.revision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * @param command the compiler without its arguments, for example {@code java -cp …
 *     dev.atoll.compiler.Main}
 * @param environment everything that the compiler's process gets as environment
 * @param workDir holds a folder for each compile
 * @param maxConcurrent how many run at once, 1 or more
 * @param timeout after which a compile is ended
 * @param secrets credentials of sources
 */
public record LocalProcessSettings(
    List<String> command,
    Map<String, String> environment,
    Path workDir,
    int maxConcurrent,
    Duration timeout,
    SourceSecrets secrets) {
  /** Without credentials. */
  public LocalProcessSettings(
      List<String> command,
      Map<String, String> environment,
      Path workDir,
      int maxConcurrent,
      Duration timeout) {
    this(command, environment, workDir, maxConcurrent, timeout, SourceSecrets.FORBIDDEN);
  }

  public LocalProcessSettings {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty())
      throw new IllegalArgumentException(
          "atoll.compile.command is empty: give the command that starts the compiler");
    if (maxConcurrent < 1)
      throw new IllegalArgumentException("atoll.compile.max-concurrent must be 1 or more");
  }
}
