package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.AxisNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.DataTypeNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.DynamicShape;
import static dev.atoll.tflite.edgetpu.PlacementReason.FusedActivation;
import static dev.atoll.tflite.edgetpu.PlacementReason.Malformed;
import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.ParameterNotConstant;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.TooLarge;
import static dev.atoll.tflite.edgetpu.PlacementReason.VersionNotSupported;
import static dev.atoll.tflite.edgetpu.TinyGraph.LEFT_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule, kept and broken, by a graph of one operator. */
class OperatorRuleTest {
  private static final int NEWEST = OperatorRule.NEWEST_RUNTIME;

  private record Case(
      String name, PlacementReason expected, int runtime, Consumer<TinyGraph> graph) {
    Case(String name, PlacementReason expected, Consumer<TinyGraph> graph) {
      this(name, expected, NEWEST, graph);
    }
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return tests(
        new Case("constant filter", Mapped, g -> conv(g, g.weights(1, 8, 3, 3, 4))),
        new Case("no bias", Mapped, g -> conv(g, g.weights(8, 8, 3, 3, 4), LEFT_OUT)),
        new Case("computed filter", ParameterNotConstant, g -> conv(g, g.int8(8, 3, 3, 4))),
        new Case(
            "same dilation",
            Mapped,
            g ->
                conv(
                    g.with(OperatorOption.CONV_2D_DILATION_W, 2)
                        .with(OperatorOption.CONV_2D_DILATION_H, 2),
                    g.weights(1, 8, 3, 3, 4))),
        new Case(
            "other dilation in x",
            OptionNotSupported,
            g -> conv(g.with(OperatorOption.CONV_2D_DILATION_W, 2), g.weights(1, 8, 3, 3, 4))),
        new Case(
            "other dilation where the filter is one wide",
            Mapped,
            g -> conv(g.with(OperatorOption.CONV_2D_DILATION_H, 4), g.weights(1, 8, 3, 1, 4))),
        new Case("groups", OptionNotSupported, g -> conv(g, g.weights(1, 8, 3, 3, 2))),
        new Case("depthwise", Mapped, 10, OperatorRuleTest::uint8Depthwise),
        new Case(
            "dilated depthwise for runtime 12",
            OptionNotSupported,
            12,
            g ->
                dilated(g)
                    .op(4, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 3, 3, 4))),
        new Case(
            "dilated depthwise for runtime 13",
            Mapped,
            13,
            g ->
                dilated(g)
                    .op(4, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 3, 3, 4))),
        new Case(
            "transposed for runtime 12", VersionNotSupported, 12, OperatorRuleTest::transposed),
        new Case("transposed for runtime 13", Mapped, 13, OperatorRuleTest::transposed));
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
    return tests(
        new Case("plain", Mapped, g -> dense(g)),
        new Case(
            "per channel",
            Mapped,
            g -> g.op(9, new int[] {1, 8}, g.int8(1, 4), g.weights(8, 8, 4))),
        new Case(
            "shuffled weights",
            OptionNotSupported,
            g -> dense(g.with(OperatorOption.DENSE_WEIGHTS_FORMAT, 1))),
        new Case(
            "kept dimensions",
            OptionNotSupported,
            g -> dense(g.with(OperatorOption.DENSE_KEEP_NUM_DIMS, 1))),
        new Case(
            "several rows",
            RankNotSupported,
            g -> g.op(9, new int[] {17, 8}, g.int8(17, 4), g.weights(1, 8, 4))),
        new Case(
            "computed weights",
            ParameterNotConstant,
            g -> g.op(9, new int[] {1, 8}, g.int8(1, 4), g.int8(8, 4))));
  }

  private static void dense(TinyGraph g) {
    g.op(9, new int[] {1, 8}, g.int8(1, 4), g.weights(1, 8, 4), LEFT_OUT);
  }

  @TestFactory
  Stream<DynamicTest> poolsAndConcatenations() {
    return tests(
        new Case("average", Mapped, g -> pool(g, 1)),
        new Case("maximum", Mapped, g -> pool(g, 17)),
        new Case(
            "average with a fused RELU",
            FusedActivation,
            g -> pool(g.with(OperatorOption.POOL_ACTIVATION, 1), 1)),
        new Case(
            "maximum with a fused RELU6",
            FusedActivation,
            g -> pool(g.with(OperatorOption.POOL_ACTIVATION, 3), 17)),
        new Case("channels", Mapped, g -> join(g, 3, g.int8(1, 8, 8, 4))),
        new Case("last but one axis", Mapped, g -> join(g, -2, g.int8(1, 8, 8, 4))),
        new Case("batch", AxisNotSupported, g -> join(g, 0, g.int8(1, 8, 8, 4))),
        new Case("batch from behind", AxisNotSupported, g -> join(g, -4, g.int8(1, 8, 8, 4))),
        new Case(
            "joined with a fused RELU",
            FusedActivation,
            g -> join(g.with(OperatorOption.CONCATENATION_ACTIVATION, 1), 3, g.int8(1, 8, 8, 4))),
        new Case("zeros", Mapped, g -> join(g, 3, g.filled(0, 1, 8, 8, 4))),
        new Case(
            "a constant that is not zero",
            OptionNotSupported,
            g -> join(g, 3, g.filled(7, 1, 8, 8, 4))),
        new Case(
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

  @TestFactory
  Stream<DynamicTest> axes() {
    return tests(
        new Case("split channels", Mapped, g -> split(g, 3)),
        new Case("split the batch", AxisNotSupported, g -> split(g, 0)),
        new Case("split the batch from behind", AxisNotSupported, g -> split(g, -4)),
        new Case(
            "split the batch into one piece",
            Mapped,
            g -> g.op(49, new int[] {1, 8, 8, 4}, g.ints(0), g.int8(1, 8, 8, 4))),
        new Case("pack rows", Mapped, g -> pack(g, 1, 1, 2, 8)),
        new Case("pack images", RankNotSupported, g -> pack(g, 3, 1, 8, 8, 2, 4)),
        new Case("mean over the image", Mapped, g -> reduce(g, 40, 1, 2)),
        new Case("mean over 8 channels", Mapped, g -> reduce(g, 40, 3)),
        new Case(
            "mean over 8 channels for runtime 12", AxisNotSupported, 12, g -> reduce(g, 40, 3)),
        new Case(
            "mean over 6 channels",
            AxisNotSupported,
            g -> g.op(40, new int[] {1, 8, 8}, g.int8(1, 8, 8, 6), g.ints(-1))),
        new Case(
            "mean over a batch of 2",
            RankNotSupported,
            g -> g.op(40, new int[] {1, 8, 8, 8}, g.int8(2, 8, 8, 8), g.ints(0))),
        new Case(
            "mean over 64×128",
            Mapped,
            g -> g.op(40, new int[] {1, 1, 1, 3}, g.int8(1, 64, 128, 3), g.ints(1, 2))),
        new Case(
            "mean over 256×128",
            TooLarge,
            g -> g.op(40, new int[] {1, 1, 1, 3}, g.int8(1, 256, 128, 3), g.ints(1, 2))),
        new Case("sum for runtime 12", VersionNotSupported, 12, g -> reduce(g, 74, 1, 2)),
        new Case("sum for runtime 13", Mapped, 13, g -> reduce(g, 74, 1, 2)),
        new Case("maximum for runtime 13", VersionNotSupported, 13, g -> reduce(g, 82, 1, 2)),
        new Case("maximum", Mapped, g -> reduce(g, 82, 1, 2)),
        new Case("minimum", Mapped, g -> reduce(g, 89, 1, 2)),
        new Case(
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

  @TestFactory
  Stream<DynamicTest> shapes() {
    return tests(
        new Case(
            "pad the image", Mapped, 10, g -> pad(g, TensorType.UINT8, 0, 0, 1, 1, 1, 1, 0, 0)),
        new Case("pad channels", Mapped, g -> pad(g, TensorType.INT8, 0, 0, 0, 0, 0, 0, 0, 4)),
        new Case(
            "pad channels for runtime 12",
            AxisNotSupported,
            12,
            g -> pad(g, TensorType.INT8, 0, 0, 0, 0, 0, 0, 0, 4)),
        new Case(
            "pad the batch",
            AxisNotSupported,
            g -> pad(g, TensorType.INT8, 0, 1, 0, 0, 0, 0, 0, 0)),
        new Case("squeeze", Mapped, g -> g.op(43, new int[] {8, 4}, g.int8(1, 8, 1, 4))),
        new Case(
            "squeeze an inner dimension for runtime 12",
            AxisNotSupported,
            12,
            g -> g.op(43, new int[] {1, 8, 4}, g.int8(1, 8, 1, 4))),
        new Case(
            "squeeze leading dimensions for runtime 12",
            Mapped,
            12,
            g -> g.op(43, new int[] {8, 4}, g.int8(1, 1, 8, 4))),
        new Case(
            "transpose",
            Mapped,
            g -> g.op(39, new int[] {1, 4, 8, 8}, g.int8(1, 8, 8, 4), g.ints(0, 3, 1, 2))),
        new Case(
            "transpose five dimensions",
            RankNotSupported,
            g -> g.op(39, new int[] {1, 1, 4, 8, 8}, g.int8(1, 1, 8, 8, 4), g.ints(0, 1, 4, 2, 3))),
        new Case("slice", Mapped, g -> slice(g, 1)),
        new Case("slice every second", OptionNotSupported, g -> slice(g, 2)),
        new Case(
            "slice with an ellipsis",
            OptionNotSupported,
            g -> slice(g.with(OperatorOption.STRIDED_SLICE_ELLIPSIS_MASK, 1), 1)),
        new Case(
            "slice with a new axis",
            OptionNotSupported,
            g -> slice(g.with(OperatorOption.STRIDED_SLICE_NEW_AXIS_MASK, 1), 1)),
        new Case("enlarge twice", Mapped, g -> resize(g, 23, 16, 16)),
        new Case("enlarge 33 times", TooLarge, g -> resize(g, 23, 264, 264)),
        new Case("nearest neighbour 33 times", Mapped, g -> resize(g, 97, 264, 264)),
        new Case("nearest neighbour to five million", TooLarge, g -> resize(g, 97, 1120, 1120)),
        new Case(
            "tile",
            Mapped,
            g -> g.op(69, new int[] {1, 8, 8, 4}, g.int8(1, 1, 1, 4), g.ints(1, 8, 8, 1))),
        new Case(
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

  @TestFactory
  Stream<DynamicTest> others() {
    return tests(
        new Case(
            "softmax over 16,384", Mapped, g -> g.op(25, new int[] {1, 16_384}, g.int8(1, 16_384))),
        new Case(
            "softmax over 16,385",
            TooLarge,
            g -> g.op(25, new int[] {1, 16_385}, g.int8(1, 16_385))),
        new Case(
            "one alpha per channel",
            Mapped,
            g -> g.op(54, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 1, 4))),
        new Case(
            "one alpha per point",
            OptionNotSupported,
            g -> g.op(54, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 8, 8, 4))),
        new Case("basic LSTM", OptionNotSupported, OperatorRuleTest::basicLstm),
        new Case(
            "from 8 bit to 8 bit",
            Mapped,
            g -> g.op(114, new int[] {1, 4}, g.input(TensorType.UINT8, 1, 4))),
        new Case(
            "from float",
            DataTypeNotSupported,
            g -> g.op(114, new int[] {1, 4}, g.input(TensorType.FLOAT32, 1, 4))),
        new Case(
            "rsqrt for runtime 13",
            VersionNotSupported,
            13,
            g -> g.op(76, new int[] {1, 4}, g.int8(1, 4))),
        new Case("rsqrt", Mapped, g -> g.op(76, new int[] {1, 4}, g.int8(1, 4))));
  }

  private static void basicLstm(TinyGraph g) {
    g.with(OperatorOption.LSTM_KERNEL, 1).op(16, new int[] {1, 4}, g.int8(1, 4));
  }

  @TestFactory
  Stream<DynamicTest> everyOperator() {
    return tests(
        new Case("int8 for runtime 11", DataTypeNotSupported, 11, g -> add(g, TensorType.INT8)),
        new Case("uint8 for runtime 10", Mapped, 10, g -> add(g, TensorType.UINT8)),
        new Case("int16", DataTypeNotSupported, g -> add(g, TensorType.INT16)),
        new Case("int32", DataTypeNotSupported, g -> add(g, TensorType.INT32)),
        new Case("float", DataTypeNotSupported, g -> add(g, TensorType.FLOAT32)),
        new Case(
            "four-bit weights",
            DataTypeNotSupported,
            g -> {
              int weights = g.tensor(new T("w", TensorType.INT4, 8, 4).withBuffer(1));
              g.op(9, new int[] {1, 8}, g.int8(1, 4), weights);
            }),
        new Case(
            "batch of 2",
            RankNotSupported,
            g -> g.op(19, new int[] {2, 8, 8, 4}, g.int8(2, 8, 8, 4))),
        new Case(
            "unknown size", DynamicShape, g -> g.op(19, new int[] {1, -1, 4}, g.int8(1, 8, 4))),
        new Case(
            "a tensor that is not there",
            Malformed,
            g -> g.op(0, new int[] {1, 4}, g.int8(1, 4), 99)));
  }

  private static void add(TinyGraph g, TensorType type) {
    g.op(0, new T("sum", type, 1, 4), g.input(type, 1, 4), g.input(type, 1, 4));
  }

  private static Stream<DynamicTest> tests(Case... cases) {
    return Stream.of(cases)
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> {
                  TinyGraph graph = new TinyGraph();
                  c.graph().accept(graph);
                  OperatorPlacement placement = graph.place(c.runtime());
                  assertThat(placement.reason()).as(placement.toString()).isEqualTo(c.expected());
                  assertThat(placement.place())
                      .isEqualTo(c.expected() == Mapped ? Place.EdgeTpu : Place.Cpu);
                  assertThat(placement.advice().isEmpty()).isEqualTo(c.expected() == Mapped);
                }));
  }

  @Test
  void theRulesHaveTheSchemasNamesAndCodes() {
    for (OperatorRule rule : OperatorRule.values()) {
      assertThat(dev.atoll.tflite.BuiltinOperator.nameOf(rule.code())).isEqualTo(rule.name());
    }
  }

  @Test
  void operatorsThatAreInNoTableAreNamedWithWhatToUseInstead() {
    Map<Integer, String> unsupported =
        Map.of(117, "RELU6", 98, "PRELU", 42, "MUL", 56, "caller", 36, "SLICE", 88, "SPLIT");
    unsupported.forEach((code, instead) -> {
      TinyGraph g = new TinyGraph();
      g.op(code, new int[] {1, 4}, g.int8(1, 4));
      OperatorPlacement placement = g.place(NEWEST);
      assertThat(placement.reason()).isEqualTo(PlacementReason.OperatorNotSupported);
      assertThat(placement.advice()).contains(placement.op() + " is not supported", instead);
    });
  }
}
