package dev.atoll.tflite.edgetpu;

/**
 * Bytes of parameters on the Edge TPU.
 *
 * @param cachedBytes kept on the chip between inferences
 * @param streamedBytes sent anew at every inference
 */
public record MemoryEstimate(long cachedBytes, long streamedBytes) {
  /** Nothing on the Edge TPU. */
  public static final MemoryEstimate NONE = new MemoryEstimate(0, 0);

  /** What is cached and what is streamed. */
  public long total() {
    return cachedBytes + streamedBytes;
  }
}
