package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.Tensor;
import java.util.List;
import java.util.Optional;

/** Sizes beyond which an operator stays on the CPU. Most borders are not published. */
final class SizeLimits {
  /**
   * Documented is 16,000; a softmax over 16,384 is mapped by compiler 16.0 (libredgetpu
   * bright_128x128).
   */
  private static final int SOFTMAX = 16_384;

  /**
   * Of a resized image. 513×513×19 = 5.0 million are not mapped (deeplab); the largest tensors seen
   * mapped behind a resize have 55,296 elements (movenet, 48×48×24).
   */
  private static final long RESIZED_ELEMENTS = 4_000_000;

  /** Times larger. Twice is mapped (movenet); 33 times from a single point is not (deeplab). */
  private static final int RESIZE_FACTOR = 8;

  private SizeLimits() {}

  static Constraint softmax() {
    return (node, runtime) -> {
      int size = node.outputs().getFirst().shape().stream().reduce((a, b) -> b).orElse(1);
      return size <= SOFTMAX
          ? Optional.empty()
          : tooLarge("runs over " + size + " elements", "use at most 16,000");
    };
  }

  static Constraint resizeFits() {
    return (node, runtime) -> {
      Tensor out = node.outputs().getFirst();
      return out.elements() <= RESIZED_ELEMENTS
          ? Optional.empty()
          : tooLarge(
              "makes an image of " + Shown.shape(out.shape()),
              "leave the last enlargement to the caller");
    };
  }

  /** "Depending on input/output size … may not be mapped to avoid loss in precision". */
  static Constraint resizeIsPrecise() {
    return (node, runtime) -> {
      List<Integer> in = node.input(0).map(Tensor::shape).orElse(List.of());
      List<Integer> out = node.outputs().getFirst().shape();
      for (int d = 1; d < Math.min(3, Math.min(in.size(), out.size())); d++) {
        if (out.get(d) > (long) RESIZE_FACTOR * in.get(d)) {
          return tooLarge(
              "enlarges %s to %s, which loses precision"
                  .formatted(Shown.shape(in), Shown.shape(out)),
              in.stream().limit(in.size() - 1).allMatch(n -> n == 1)
                  ? "repeat the single point with TILE"
                  : "enlarge in steps of 2, or leave the last enlargement to the caller");
        }
      }
      return resizeFits().check(node, runtime);
    };
  }

  private static Optional<Unmet> tooLarge(String problem, String remedy) {
    return Optional.of(new Unmet(PlacementReason.TooLarge, problem, remedy));
  }
}
