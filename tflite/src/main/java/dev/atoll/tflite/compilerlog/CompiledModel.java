package dev.atoll.tflite.compilerlog;

import java.util.Optional;

/**
 * The figures of one model that was compiled. Sizes are in bytes; the compiler prints them with two
 * decimals of KiB or MiB, so they are exact only when small: the compiled file has the exact ones.
 *
 * @param input the file's name, as the compiler prints it
 * @param output the file's name, as the compiler prints it
 * @param onChipBytes parameters kept in the Edge TPU's memory
 * @param onChipRemainingBytes what is left there
 * @param offChipBytes parameters streamed at every inference
 * @param edgeTpuSubgraphs 0 when nothing was mapped, which the compiler calls a success too
 * @param operations of the model
 * @param cpuOperations how many of them stay on the CPU
 */
public record CompiledModel(
    String input,
    String output,
    Optional<String> log,
    long inputBytes,
    long outputBytes,
    long onChipBytes,
    long onChipRemainingBytes,
    long offChipBytes,
    int edgeTpuSubgraphs,
    int operations,
    int cpuOperations) {

  /** How many operations run on the Edge TPU. */
  public int edgeTpuOperations() {
    return operations - cpuOperations;
  }
}
