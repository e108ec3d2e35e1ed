package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.AxisNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.ParameterNotConstant;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.TooLarge;
import static dev.atoll.tflite.edgetpu.PlacementReason.VersionNotSupported;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators that work along an axis: which of them the Edge TPU takes. */
class AxisRuleTest {
  @TestFactory
  Stream<DynamicTest> axes() {
    return OperatorCase.tests(
        new OperatorCase("split channels", Mapped, g -> split(g, 3)),
        new OperatorCase("split the batch", AxisNotSupported, g -> split(g, 0)),
        new OperatorCase("split the batch from behind", AxisNotSupported, g -> split(g, -4)),
        new OperatorCase(
            "split the batch into one piece",
            Mapped,
            g -> g.op(49, new int[] {1, 8, 8, 4}, g.ints(0), g.int8(1, 8, 8, 4))),
        new OperatorCase("pack rows", Mapped, g -> pack(g, 1, 1, 2, 8)),
        new OperatorCase("pack images", RankNotSupported, g -> pack(g, 3, 1, 8, 8, 2, 4)),
        new OperatorCase("mean over the image", Mapped, g -> reduce(g, 40, 1, 2)),
        new OperatorCase("mean over 8 channels", Mapped, g -> reduce(g, 40, 3)),
        new OperatorCase(
            "mean over 8 channels for runtime 12", AxisNotSupported, 12, g -> reduce(g, 40, 3)),
        new OperatorCase(
            "mean over 6 channels",
            AxisNotSupported,
            g -> g.op(40, new int[] {1, 8, 8}, g.int8(1, 8, 8, 6), g.ints(-1))),
        new OperatorCase(
            "mean over a batch of 2",
            RankNotSupported,
            g -> g.op(40, new int[] {1, 8, 8, 8}, g.int8(2, 8, 8, 8), g.ints(0))),
        new OperatorCase(
            "mean over 64×128",
            Mapped,
            g -> g.op(40, new int[] {1, 1, 1, 3}, g.int8(1, 64, 128, 3), g.ints(1, 2))),
        new OperatorCase(
            "mean over 256×128",
            TooLarge,
            g -> g.op(40, new int[] {1, 1, 1, 3}, g.int8(1, 256, 128, 3), g.ints(1, 2))),
        new OperatorCase("sum for runtime 12", VersionNotSupported, 12, g -> reduce(g, 74, 1, 2)),
        new OperatorCase("sum for runtime 13", Mapped, 13, g -> reduce(g, 74, 1, 2)),
        new OperatorCase(
            "maximum for runtime 13", VersionNotSupported, 13, g -> reduce(g, 82, 1, 2)),
        new OperatorCase("maximum", Mapped, g -> reduce(g, 82, 1, 2)),
        new OperatorCase("minimum", Mapped, g -> reduce(g, 89, 1, 2)),
        new OperatorCase(
            "axes that are computed",
            ParameterNotConstant,
            g ->
                g.op(
                    74, new int[] {1, 1, 1, 8}, g.int8(1, 8, 8, 8), g.input(TensorType.INT32, 2))));
  }

  private static void split(TinyGraph g, int axis) {
    int[] halves = {
      g.tensor(new T("a", TensorType.INT8, 1, 8, 8, 2)),
      g.tensor(new T("b", TensorType.INT8, 1, 8, 8, 2))
    };
    g.append(49, halves, new int[] {g.ints(axis), g.int8(1, 8, 8, 4)});
  }

  private static void pack(TinyGraph g, int axis, int... out) {
    boolean image = out.length == 5;
    int[] shape = image ? new int[] {1, 8, 8, 4} : new int[] {1, 8};
    g.with(OperatorOption.PACK_AXIS, axis).op(83, out, g.int8(shape), g.int8(shape));
  }

  private static void reduce(TinyGraph g, int code, int... axes) {
    g.op(code, new int[] {1, 1, 1, 8}, g.int8(1, 8, 8, 8), g.ints(axes));
  }
}
