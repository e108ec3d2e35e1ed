package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.AxisNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.FusedActivation;
import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;

import dev.atoll.tflite.OperatorOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Pools and concatenations: which of them the Edge TPU takes. */
class PoolAndConcatenationRuleTest {
  @TestFactory
  Stream<DynamicTest> poolsAndConcatenations() {
    return OperatorCase.tests(
        new OperatorCase("average", Mapped, g -> pool(g, 1)),
        new OperatorCase("maximum", Mapped, g -> pool(g, 17)),
        new OperatorCase(
            "average with a fused RELU",
            FusedActivation,
            g -> pool(g.with(OperatorOption.POOL_ACTIVATION, 1), 1)),
        new OperatorCase(
            "maximum with a fused RELU6",
            FusedActivation,
            g -> pool(g.with(OperatorOption.POOL_ACTIVATION, 3), 17)),
        new OperatorCase("channels", Mapped, g -> join(g, 3, g.int8(1, 8, 8, 4))),
        new OperatorCase("last but one axis", Mapped, g -> join(g, -2, g.int8(1, 8, 8, 4))),
        new OperatorCase("batch", AxisNotSupported, g -> join(g, 0, g.int8(1, 8, 8, 4))),
        new OperatorCase(
            "batch from behind", AxisNotSupported, g -> join(g, -4, g.int8(1, 8, 8, 4))),
        new OperatorCase(
            "joined with a fused RELU",
            FusedActivation,
            g -> join(g.with(OperatorOption.CONCATENATION_ACTIVATION, 1), 3, g.int8(1, 8, 8, 4))),
        new OperatorCase("zeros", Mapped, g -> join(g, 3, g.filled(0, 1, 8, 8, 4))),
        new OperatorCase(
            "a constant that is not zero",
            OptionNotSupported,
            g -> join(g, 3, g.filled(7, 1, 8, 8, 4))),
        new OperatorCase(
            "zeros as one of three",
            OptionNotSupported,
            g -> join(g, 3, g.filled(0, 1, 8, 8, 4), g.int8(1, 8, 8, 4))));
  }

  private static void pool(TinyGraph g, int code) {
    g.op(code, new int[] {1, 4, 4, 4}, g.int8(1, 8, 8, 4));
  }

  private static void join(TinyGraph g, int axis, int... others) {
    int[] operands = new int[others.length + 1];
    System.arraycopy(others, 0, operands, 1, others.length);
    operands[0] = g.int8(1, 8, 8, 4);
    g.with(OperatorOption.CONCATENATION_AXIS, axis).op(2, new int[] {1, 8, 8, 8}, operands);
  }
}
