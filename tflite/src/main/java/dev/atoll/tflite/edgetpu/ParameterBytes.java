package dev.atoll.tflite.edgetpu;

import java.util.List;

/** Bytes of parameters that operators on the Edge TPU need. */
final class ParameterBytes {
  private ParameterBytes() {}

  static MemoryEstimate estimate(List<Node> mapped) {
    long total = 0;
    for (Node n : mapped) {
      total += n.input(1).map(t -> t.isConstant() ? t.bufferBytes() : 0).orElse(0L);
    }
    return new MemoryEstimate(total, 0);
  }
}
