package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.ParameterNotConstant;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.VersionNotSupported;
import static dev.atoll.tflite.edgetpu.TinyGraph.LEFT_OUT;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators with weights: what of them the Edge TPU takes. */
class WeightsRuleTest {
  @TestFactory
  Stream<DynamicTest> convolutions() {
    return OperatorCase.tests(
        new OperatorCase("constant filter", Mapped, g -> conv(g, g.weights(1, 8, 3, 3, 4))),
        new OperatorCase("no bias", Mapped, g -> conv(g, g.weights(8, 8, 3, 3, 4), LEFT_OUT)),
        new OperatorCase("computed filter", ParameterNotConstant, g -> conv(g, g.int8(8, 3, 3, 4))),
        new OperatorCase(
            "same dilation",
            Mapped,
            g ->
                conv(
                    g.with(OperatorOption.CONV_2D_DILATION_W, 2)
                        .with(OperatorOption.CONV_2D_DILATION_H, 2),
                    g.weights(1, 8, 3, 3, 4))),
        new OperatorCase(
            "other dilation in x",
            OptionNotSupported,
            g -> conv(g.with(OperatorOption.CONV_2D_DILATION_W, 2), g.weights(1, 8, 3, 3, 4))),
        new OperatorCase(
            "other dilation where the filter is one wide",
            Mapped,
            g -> conv(g.with(OperatorOption.CONV_2D_DILATION_H, 4), g.weights(1, 8, 3, 1, 4))),
        new OperatorCase("groups", OptionNotSupported, g -> conv(g, g.weights(1, 8, 3, 3, 2))),
        new OperatorCase("depthwise", Mapped, 10, WeightsRuleTest::uint8Depthwise),
        new OperatorCase(
            "dilated depthwise for runtime 12",
            OptionNotSupported,
            12,
            g ->
                dilated(g)
                    .op(4, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 3, 3, 4))),
        new OperatorCase(
            "dilated depthwise for runtime 13",
            Mapped,
            13,
            g ->
                dilated(g)
                    .op(4, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 3, 3, 4))),
        new OperatorCase(
            "transposed for runtime 12", VersionNotSupported, 12, WeightsRuleTest::transposed),
        new OperatorCase("transposed for runtime 13", Mapped, 13, WeightsRuleTest::transposed));
  }

  private static void conv(TinyGraph g, int... parameters) {
    int[] operands = new int[parameters.length + 1];
    System.arraycopy(parameters, 0, operands, 1, parameters.length);
    operands[0] = g.int8(1, 8, 8, 4);
    g.op(3, new int[] {1, 8, 8, 8}, operands);
  }

  private static TinyGraph dilated(TinyGraph g) {
    return g.with(OperatorOption.DEPTHWISE_DILATION_W, 2)
        .with(OperatorOption.DEPTHWISE_DILATION_H, 2);
  }

  private static void uint8Depthwise(TinyGraph g) {
    g.op(
        4,
        new T("out", TensorType.UINT8, 1, 8, 8, 4),
        g.input(TensorType.UINT8, 1, 8, 8, 4),
        g.weights(1, 1, 3, 3, 4));
  }

  private static void transposed(TinyGraph g) {
    g.op(
        67,
        new int[] {1, 16, 16, 8},
        g.ints(1, 16, 16, 8),
        g.weights(1, 8, 3, 3, 4),
        g.int8(1, 8, 8, 4));
  }

  @TestFactory
  Stream<DynamicTest> denseLayers() {
    return OperatorCase.tests(
        new OperatorCase("plain", Mapped, g -> dense(g)),
        new OperatorCase(
            "per channel",
            Mapped,
            g -> g.op(9, new int[] {1, 8}, g.int8(1, 4), g.weights(8, 8, 4))),
        new OperatorCase(
            "shuffled weights",
            OptionNotSupported,
            g -> dense(g.with(OperatorOption.DENSE_WEIGHTS_FORMAT, 1))),
        new OperatorCase(
            "kept dimensions",
            OptionNotSupported,
            g -> dense(g.with(OperatorOption.DENSE_KEEP_NUM_DIMS, 1))),
        new OperatorCase(
            "several rows",
            RankNotSupported,
            g -> g.op(9, new int[] {17, 8}, g.int8(17, 4), g.weights(1, 8, 4))),
        new OperatorCase(
            "computed weights",
            ParameterNotConstant,
            g -> g.op(9, new int[] {1, 8}, g.int8(1, 4), g.int8(8, 4))));
  }

  private static void dense(TinyGraph g) {
    g.op(9, new int[] {1, 8}, g.int8(1, 4), g.weights(1, 8, 4), LEFT_OUT);
  }
}
