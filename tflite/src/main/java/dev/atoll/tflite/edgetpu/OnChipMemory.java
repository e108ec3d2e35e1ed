package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which parameters stay on the chip, and which are sent anew at every inference. */
final class OnChipMemory {
  private static final double MIB = 1024 * 1024;

  /** Used and remaining bytes of a trivial model together, as the compiler prints them. */
  private static final double LARGEST_CACHE = 7.88 * MIB;

  /**
   * What the computed tensors' instructions take of it. Fitted to figures that the compiler printed
   * as used and remaining: 7.73 MiB for SSD MobileNet v2 FPNLite at 320×320 (google-coral/edgetpu
   * #210, about 17 MB computed), 6.99 at 640×640 (#356, about 68 MB).
   */
  private static final double SHARE_OF_ACTIVATIONS = 0.013;

  private static final double SMALLEST_CACHE = MIB;

  /**
   * One output of a dense layer has all its weights in one of the 16 tiles: 64 KiB are cached
   * (color_red_64x64), 256 KiB are streamed (bright_128x128).
   */
  private static final long LARGEST_OUTPUT = 128 * 1024;

  private OnChipMemory() {}

  /**
   * The parameters of one operator.
   *
   * @param positions of the output that share a weight: the fewer, the less computing hides the
   *     time that sending the weights takes
   * @param neverCached what the compiler does not keep even when there is room
   */
  private record Parameters(long bytes, long positions, boolean neverCached) {}

  /** For the operators of the Edge TPU's part, in order. */
  static MemoryEstimate estimate(List<Node> mapped, Set<Integer> graphInputs) {
    List<Parameters> all = new ArrayList<>();
    Set<Integer> hostLayout = new HashSet<>(graphInputs);
    double activations = 0;
    for (Node node : mapped) {
      boolean readsHost = node.input(0).filter(t -> hostLayout.contains(t.index())).isPresent();
      if (readsHost && OperatorRule.of(node).equals(Optional.of(OperatorRule.QUANTIZE))) {
        node.outputs().forEach(t -> hostLayout.add(t.index()));
      }
      all.add(parameters(node, readsHost));
      activations += node.outputs().stream().mapToDouble(Tensor::elements).sum();
    }
    return split(all, Math.max(SMALLEST_CACHE, LARGEST_CACHE - SHARE_OF_ACTIVATIONS * activations));
  }

  private static Parameters parameters(Node node, boolean readsHost) {
    long bytes = ParameterLayout.bytes(node, readsHost);
    List<Integer> out = node.outputs().getFirst().shape();
    long channels = out.isEmpty() ? 1 : Math.max(1, out.getLast());
    long positions = node.outputs().getFirst().elements() / channels;
    boolean never =
        switch (OperatorRule.of(node).orElseThrow()) {
          case ADD, SUB, MUL, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> true;
          case FULLY_CONNECTED ->
              bytes > LARGEST_OUTPUT && node.outputs().getFirst().elements() == 1;
          default -> false;
        };
    return new Parameters(bytes, positions, never);
  }

  /**
   * When not all fit, the compiler keeps whole layers that need many weights for few positions: of
   * MobileNet v2 in 2.8 MB those at 1×1 and 7×7 (co-compiled with v1, Coral's test data).
   */
  private static MemoryEstimate split(List<Parameters> all, double capacity) {
    List<Parameters> cheapestLast = new ArrayList<>(all);
    cheapestLast.sort(
        Comparator.comparingLong(Parameters::positions)
            .thenComparing(Comparator.comparingLong(Parameters::bytes).reversed()));
    long cached = 0;
    long streamed = 0;
    for (Parameters p : cheapestLast) {
      if (!p.neverCached() && cached + p.bytes() <= capacity) {
        cached += p.bytes();
      } else {
        streamed += p.bytes();
      }
    }
    return new MemoryEstimate(cached, streamed);
  }
}
