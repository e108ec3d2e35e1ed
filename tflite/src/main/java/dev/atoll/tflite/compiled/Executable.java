package dev.atoll.tflite.compiled;

import java.util.List;

/**
 * One executable of a package.
 *
 * @param parameterBytes weights it brings along
 * @param instructionBytes of each of its instruction streams
 * @param scratchBytes memory it needs on the host
 * @param narrowMemoryBytesPerTile memory it uses on the chip, of 196,608 bytes
 * @param estimatedCycles 0 when the compiler left it out, as 16.0 does
 * @param cachingToken 16 hexadecimal digits; all 0 when nothing is cached
 */
public record Executable(
    ExecutableType type,
    String chip,
    long parameterBytes,
    List<Long> instructionBytes,
    long scratchBytes,
    long narrowMemoryBytesPerTile,
    long estimatedCycles,
    String cachingToken,
    List<Layer> inputs,
    List<Layer> outputs) {

  /** Copies the lists. */
  public Executable {
    instructionBytes = List.copyOf(instructionBytes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
