package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.Tensor;
import java.util.List;

/**
 * Rows or columns of a kernel that ever meet the image. The compiler drops those that only meet
 * padding: the 3×3 kernel that makes 1×1 of 2×2 in SSD MobileNet v1 and v2 keeps 4 of its 9 points.
 */
final class KernelTaps {
  private static final int SAME = 0;

  /** No real kernel is larger; a file may claim one that is, and time is bounded. */
  private static final int LARGEST = 256;

  private KernelTaps() {}

  /**
   * Along one dimension.
   *
   * @param dimension of the image: 1 for rows, 2 for columns
   * @param taps of the kernel
   */
  static long used(
      Node node,
      int dimension,
      int taps,
      OperatorOption strideOption,
      OperatorOption dilationOption,
      OperatorOption paddingOption) {
    List<Integer> in = node.input(0).map(Tensor::shape).orElse(List.of());
    List<Integer> out = node.outputs().getFirst().shape();
    long stride = node.option(strideOption);
    long dilation = node.option(dilationOption);
    if (in.size() != 4 || out.size() != 4 || stride < 1 || dilation < 1 || taps > LARGEST) {
      return taps;
    }
    long size = in.get(dimension);
    long last = (out.get(dimension) - 1) * stride;
    long reach = (taps - 1) * dilation + 1;
    long before = node.option(paddingOption) == SAME ? Math.max(0, last + reach - size) / 2 : 0;
    long used = 0;
    for (int tap = 0; tap < taps; tap++) {
      long at = tap * dilation - before;
      // The first position at which this point is not above, or left of, the image.
      long first = at >= 0 ? at : at + (-at + stride - 1) / stride * stride;
      used += first < size && first - at <= last ? 1 : 0;
    }
    return used;
  }
}
