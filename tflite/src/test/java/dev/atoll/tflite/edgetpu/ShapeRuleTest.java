package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.AxisNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.ParameterNotConstant;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.TooLarge;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators that change a shape: which of them the Edge TPU takes. */
class ShapeRuleTest {
  @TestFactory
  Stream<DynamicTest> shapes() {
    return OperatorCase.tests(
        new OperatorCase(
            "pad the image", Mapped, 10, g -> pad(g, TensorType.UINT8, 0, 0, 1, 1, 1, 1, 0, 0)),
        new OperatorCase(
            "pad channels", Mapped, g -> pad(g, TensorType.INT8, 0, 0, 0, 0, 0, 0, 0, 4)),
        new OperatorCase(
            "pad channels for runtime 12",
            AxisNotSupported,
            12,
            g -> pad(g, TensorType.INT8, 0, 0, 0, 0, 0, 0, 0, 4)),
        new OperatorCase(
            "pad the batch",
            AxisNotSupported,
            g -> pad(g, TensorType.INT8, 0, 1, 0, 0, 0, 0, 0, 0)),
        new OperatorCase("squeeze", Mapped, g -> g.op(43, new int[] {8, 4}, g.int8(1, 8, 1, 4))),
        new OperatorCase(
            "squeeze an inner dimension for runtime 12",
            AxisNotSupported,
            12,
            g -> g.op(43, new int[] {1, 8, 4}, g.int8(1, 8, 1, 4))),
        new OperatorCase(
            "squeeze leading dimensions for runtime 12",
            Mapped,
            12,
            g -> g.op(43, new int[] {8, 4}, g.int8(1, 1, 8, 4))),
        new OperatorCase(
            "transpose",
            Mapped,
            g -> g.op(39, new int[] {1, 4, 8, 8}, g.int8(1, 8, 8, 4), g.ints(0, 3, 1, 2))),
        new OperatorCase(
            "transpose five dimensions",
            RankNotSupported,
            g -> g.op(39, new int[] {1, 1, 4, 8, 8}, g.int8(1, 1, 8, 8, 4), g.ints(0, 1, 4, 2, 3))),
        new OperatorCase("slice", Mapped, g -> slice(g, 1)),
        new OperatorCase("slice every second", OptionNotSupported, g -> slice(g, 2)),
        new OperatorCase(
            "slice with an ellipsis",
            OptionNotSupported,
            g -> slice(g.with(OperatorOption.STRIDED_SLICE_ELLIPSIS_MASK, 1), 1)),
        new OperatorCase(
            "slice with a new axis",
            OptionNotSupported,
            g -> slice(g.with(OperatorOption.STRIDED_SLICE_NEW_AXIS_MASK, 1), 1)),
        new OperatorCase("enlarge twice", Mapped, g -> resize(g, 23, 16, 16)),
        new OperatorCase("enlarge 33 times", TooLarge, g -> resize(g, 23, 264, 264)),
        new OperatorCase("nearest neighbour 33 times", Mapped, g -> resize(g, 97, 264, 264)),
        new OperatorCase(
            "nearest neighbour to five million", TooLarge, g -> resize(g, 97, 1120, 1120)),
        new OperatorCase(
            "tile",
            Mapped,
            g -> g.op(69, new int[] {1, 8, 8, 4}, g.int8(1, 1, 1, 4), g.ints(1, 8, 8, 1))),
        new OperatorCase(
            "computed shape",
            ParameterNotConstant,
            g -> g.op(22, new int[] {8, 4}, g.int8(1, 8, 1, 4), g.input(TensorType.INT32, 2))));
  }

  private static void pad(TinyGraph g, TensorType type, int... paddings) {
    g.op(34, new T("out", type, 1, 9, 9, 4), g.input(type, 1, 8, 8, 4), g.ints(paddings));
  }

  private static void slice(TinyGraph g, int stride) {
    g.op(
        45,
        new int[] {1, 4, 4, 4},
        g.int8(1, 8, 8, 4),
        g.ints(0, 0, 0, 0),
        g.ints(1, 4, 4, 4),
        g.ints(1, stride, 1, 1));
  }

  private static void resize(TinyGraph g, int code, int height, int width) {
    g.op(code, new int[] {1, height, width, 4}, g.int8(1, 8, 8, 4), g.ints(height, width));
  }
}
