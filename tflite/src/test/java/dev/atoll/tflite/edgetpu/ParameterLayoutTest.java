package dev.atoll.tflite.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bytes of single layers as they lie in real compiled files, and the limits of the arithmetic. */
class ParameterLayoutTest {
  private static MemoryEstimate estimate(TinyGraph g) {
    return g.analyze().estimate();
  }

  private static MemoryEstimate convolution(int scales, int out, int kernel, int in) {
    TinyGraph g = new TinyGraph();
    int[] bias = new int[out];
    Arrays.fill(bias, 7);
    int[] image = {1, 16, 16, in};
    g.op(
        3,
        new int[] {1, 16, 16, out},
        g.int8(image),
        g.weights(scales, out, kernel, kernel, in),
        g.ints(bias));
    return estimate(g);
  }

  @Test
  void outputsComeInGroupsOf64OrWhatOneGroupNeeds() {
    // mobilenet_v2_1.0_224_quant: [24,1,1,96], [144,1,1,24] and the 1,001 classes.
    assertThat(convolution(1, 24, 1, 96).total()).isEqualTo(32 * (96 + 4));
    assertThat(convolution(1, 144, 1, 24).total()).isEqualTo(192 * (24 + 4));
    assertThat(convolution(1, 1001, 1, 1280).total()).isEqualTo(1024 * (1280 + 4));
  }

  @Test
  void inputsArePaddedToFour() {
    // mobilenet_v1: the first layer, [32,3,3,3].
    assertThat(convolution(1, 32, 3, 3).total()).isEqualTo(32 * (9 * 4 + 4));
  }

  @Test
  void aScalePerChannelTakesEightBytesMore() {
    // yamnet_spectra_in: [64,1,1,32].
    assertThat(convolution(64, 64, 1, 32).total()).isEqualTo(64 * (32 + 12));
  }

  @Test
  void oneOutputTakesAQuarterOfALine() {
    // bodypix: [1,1,1,384].
    assertThat(convolution(1, 1, 1, 384).total()).isEqualTo(4 * 384 + 64);
  }

  @Test
  void aDepthwiseWeightTakesFourBytes() {
    TinyGraph g = new TinyGraph();
    g.op(
        4, new int[] {1, 8, 8, 512}, g.int8(1, 8, 8, 512), g.weights(1, 1, 3, 3, 512), g.ints(512));
    assertThat(estimate(g).total()).isEqualTo(512 * (9 * 4 + 4));
  }

  @Test
  void aDepthwiseMultiplierOfOneChannelIsAConvolution() {
    TinyGraph g = new TinyGraph();
    g.op(4, new int[] {1, 64, 64, 8}, g.int8(1, 64, 64, 1), g.weights(8, 1, 7, 7, 8));
    // gabor_64x64_p4 has 3,200.
    assertThat(estimate(g).total()).isBetween(3_136L, 3_264L);
  }

  private static long flattened(int... image) {
    TinyGraph g = new TinyGraph();
    int all = Arrays.stream(image).reduce(1, (a, b) -> a * b);
    int[] before = {1, 1, 1, image[3]};
    int looked = g.op(3, image, g.int8(before), g.weights(1, image[3], 1, 1, image[3]));
    long convolution = estimate(g).total();
    g.op(22, new int[] {1, all}, looked, g.ints(1, all));
    return estimate(g).total() - convolution;
  }

  @Test
  void closingGapsBetweenChannelsTakesADenseLayer() {
    // mnist_lenet_quant of JeongHwaSik/Edge-TPU-Scheduler: 123,520 bytes in all.
    assertThat(flattened(1, 3, 3, 30)).isEqualTo(320 * (9 * 32 + 4));
    assertThat(flattened(1, 3, 3, 32)).isZero();
    assertThat(flattened(1, 1, 1, 30)).isZero();
  }

  @Test
  void aDenseLayerOfOneOutputIsPaddedToSixteenRows() {
    TinyGraph g = new TinyGraph();
    g.op(9, new int[] {1, 1}, g.int8(1, 94_400), g.weights(1, 1, 94_400), g.ints(7));
    assertThat(estimate(g)).isEqualTo(new MemoryEstimate(0, 94_400 * 16 + 64));
  }

  @Test
  void pointsOfAKernelThatMeetOnlyPaddingAreDropped() {
    // SSD MobileNet v1 and v2: 3×3 with a stride of 2 makes 1×1 of 2×2.
    TinyGraph g = new TinyGraph();
    g.with(OperatorOption.CONV_2D_STRIDE_W, 2)
        .with(OperatorOption.CONV_2D_STRIDE_H, 2)
        .op(
            3,
            new int[] {1, 1, 1, 128},
            g.int8(1, 2, 2, 64),
            g.weights(1, 128, 3, 3, 64),
            g.ints(7));
    assertThat(estimate(g).total()).isEqualTo(128 * (4 * 64 + 4));
  }

  @Test
  void softmaxNeedsTablesWhenItsSizeLeavesALineOpen() {
    TinyGraph g = new TinyGraph();
    g.op(25, new int[] {1, 1001}, g.int8(1, 1001));
    assertThat(estimate(g).total()).isEqualTo(3 * 64 * 251);
    TinyGraph even = new TinyGraph();
    even.op(25, new int[] {1, 256}, even.int8(1, 256));
    assertThat(estimate(even).total()).isZero();
  }

  @Test
  void whatDoesNotFitIsStreamedAndLayersOfFewPositionsAreKept() {
    TinyGraph g = new TinyGraph();
    int early =
        g.op(3, new int[] {1, 16, 16, 576}, g.int8(1, 16, 16, 512), g.weights(1, 576, 3, 3, 512));
    int late = g.op(3, new int[] {1, 1, 1, 1024}, early, g.weights(1, 1024, 3, 3, 576));
    g.op(3, new int[] {1, 1, 1, 1024}, late, g.weights(1, 1024, 1, 1, 1024));

    long kept = 1024L * 9 * 576 + 1024 * 1024;
    assertThat(estimate(g)).isEqualTo(new MemoryEstimate(kept, 576L * 9 * 512));
  }

  @Test
  void constantsOfElementwiseOperatorsAreStreamedAndScalarsCostNothing() {
    TinyGraph g = new TinyGraph();
    int scaled = g.op(18, new int[] {1, 48, 48, 1}, g.int8(1, 48, 48, 1), g.weights(1, 48, 48, 1));
    g.op(41, new int[] {1, 48, 48, 1}, scaled, g.weights(1, 1));
    assertThat(estimate(g)).isEqualTo(new MemoryEstimate(0, 2_304));
  }

  @Test
  void claimedSizesThatNoFileCanHoldCountNothing() {
    TinyGraph g = new TinyGraph();
    int huge = Integer.MAX_VALUE;
    int weights = g.tensor(new T("w", TensorType.INT8, huge, huge, 1, huge).withBuffer(1));
    g.op(3, new int[] {1, 8, 8, huge}, g.int8(1, 8, 8, huge), weights);
    int dense = g.tensor(new T("w", TensorType.INT8, huge, 1).withBuffer(1));
    g.op(9, new int[] {1, huge}, g.int8(1, 1), dense);
    assertThat(estimate(g).total()).isNotNegative();
  }

  @Test
  void claimedVectorsOfAnyLengthSumUpToNoNegativeNumber() {
    TinyGraph g = new TinyGraph();
    int points = Integer.MAX_VALUE / 2;
    for (int i = 0; i < 3; i++) {
      int looked = g.op(19, new int[] {1, 1, points, 2}, g.int8(1, 1, points, 2));
      g.op(22, new int[] {1, 2 * points}, looked, g.ints(1, 2 * points));
    }
    assertThat(estimate(g).total()).isEqualTo(3L * Integer.MAX_VALUE);
  }
}
