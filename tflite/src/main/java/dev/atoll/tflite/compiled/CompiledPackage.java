package dev.atoll.tflite.compiled;

import dev.atoll.tflite.ByteRange;
import java.util.List;

/**
 * What the Edge TPU gets of a compiled model.
 *
 * @param compilerVersion as stored: {@code cl/} and a number, which newer compilers leave out
 * @param packageVersion the version of the package's structure, 0 so far
 * @param minRuntimeVersion the oldest Edge TPU runtime that accepts it, 10 to 14
 * @param chip for instance {@code beagle}, the Edge TPU
 * @param chipIds numbers of chips that compiler 16 also stores; empty before
 * @param cachingToken 16 hexadecimal digits. Models with the same token keep their parameters on
 *     the chip together: they were compiled together. A new one is drawn at every compilation;
 *     never write one. All 0 when nothing is cached
 * @param cachedBytes parameters kept on the chip
 * @param streamedBytes parameters sent at every inference
 * @param packageBytes the whole package, padded
 * @param tokenPositions where the token's bytes are in the file, in rising order; see {@link
 *     TokenMask}
 */
public record CompiledPackage(
    String compilerVersion,
    int packageVersion,
    int minRuntimeVersion,
    String chip,
    List<Long> chipIds,
    String cachingToken,
    long cachedBytes,
    long streamedBytes,
    long packageBytes,
    List<Executable> executables,
    List<ByteRange> tokenPositions) {

  /** Copies the lists. */
  public CompiledPackage {
    chipIds = List.copyOf(chipIds);
    executables = List.copyOf(executables);
    tokenPositions = List.copyOf(tokenPositions);
  }
}
