package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.PlacementReason.DataTypeNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.DynamicShape;
import static dev.atoll.tflite.edgetpu.PlacementReason.Malformed;
import static dev.atoll.tflite.edgetpu.PlacementReason.Mapped;
import static dev.atoll.tflite.edgetpu.PlacementReason.OptionNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.RankNotSupported;
import static dev.atoll.tflite.edgetpu.PlacementReason.TooLarge;
import static dev.atoll.tflite.edgetpu.PlacementReason.VersionNotSupported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.BuiltinOperator;
import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every operator has to keep, and the operators of no larger kind. */
class OperatorRuleTest {
  @TestFactory
  Stream<DynamicTest> others() {
    return OperatorCase.tests(
        new OperatorCase(
            "softmax over 16,384", Mapped, g -> g.op(25, new int[] {1, 16_384}, g.int8(1, 16_384))),
        new OperatorCase(
            "softmax over 16,385",
            TooLarge,
            g -> g.op(25, new int[] {1, 16_385}, g.int8(1, 16_385))),
        new OperatorCase(
            "one alpha per channel",
            Mapped,
            g -> g.op(54, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 1, 1, 4))),
        new OperatorCase(
            "one alpha per point",
            OptionNotSupported,
            g -> g.op(54, new int[] {1, 8, 8, 4}, g.int8(1, 8, 8, 4), g.weights(1, 8, 8, 4))),
        new OperatorCase("basic LSTM", OptionNotSupported, OperatorRuleTest::basicLstm),
        new OperatorCase(
            "from 8 bit to 8 bit",
            Mapped,
            g -> g.op(114, new int[] {1, 4}, g.input(TensorType.UINT8, 1, 4))),
        new OperatorCase(
            "from float",
            DataTypeNotSupported,
            g -> g.op(114, new int[] {1, 4}, g.input(TensorType.FLOAT32, 1, 4))),
        new OperatorCase(
            "rsqrt for runtime 13",
            VersionNotSupported,
            13,
            g -> g.op(76, new int[] {1, 4}, g.int8(1, 4))),
        new OperatorCase("rsqrt", Mapped, g -> g.op(76, new int[] {1, 4}, g.int8(1, 4))));
  }

  private static void basicLstm(TinyGraph g) {
    g.with(OperatorOption.LSTM_KERNEL, 1).op(16, new int[] {1, 4}, g.int8(1, 4));
  }

  @TestFactory
  Stream<DynamicTest> everyOperator() {
    return OperatorCase.tests(
        new OperatorCase(
            "int8 for runtime 11", DataTypeNotSupported, 11, g -> add(g, TensorType.INT8)),
        new OperatorCase("uint8 for runtime 10", Mapped, 10, g -> add(g, TensorType.UINT8)),
        new OperatorCase("int16", DataTypeNotSupported, g -> add(g, TensorType.INT16)),
        new OperatorCase("int32", DataTypeNotSupported, g -> add(g, TensorType.INT32)),
        new OperatorCase("float", DataTypeNotSupported, g -> add(g, TensorType.FLOAT32)),
        new OperatorCase(
            "four-bit weights",
            DataTypeNotSupported,
            g -> {
              int weights = g.tensor(new T("w", TensorType.INT4, 8, 4).withBuffer(1));
              g.op(9, new int[] {1, 8}, g.int8(1, 4), weights);
            }),
        new OperatorCase(
            "batch of 2",
            RankNotSupported,
            g -> g.op(19, new int[] {2, 8, 8, 4}, g.int8(2, 8, 8, 4))),
        new OperatorCase(
            "unknown size", DynamicShape, g -> g.op(19, new int[] {1, -1, 4}, g.int8(1, 8, 4))),
        new OperatorCase(
            "a tensor that is not there",
            Malformed,
            g -> g.op(0, new int[] {1, 4}, g.int8(1, 4), 99)));
  }

  private static void add(TinyGraph g, TensorType type) {
    g.op(0, new T("sum", type, 1, 4), g.input(type, 1, 4), g.input(type, 1, 4));
  }

  @Test
  void theRulesHaveTheSchemasNamesAndCodes() {
    for (OperatorRule rule : OperatorRule.values()) {
      assertThat(BuiltinOperator.nameOf(rule.code())).isEqualTo(rule.name());
    }
  }

  @Test
  void operatorsThatAreInNoTableAreNamedWithWhatToUseInstead() {
    Map<Integer, String> unsupported =
        Map.of(117, "RELU6", 98, "PRELU", 42, "MUL", 56, "caller", 36, "SLICE", 88, "SPLIT");
    unsupported.forEach((code, instead) -> {
      TinyGraph g = new TinyGraph();
      g.op(code, new int[] {1, 4}, g.int8(1, 4));
      OperatorPlacement placement = g.place(OperatorCase.NEWEST);
      assertThat(placement.reason()).isEqualTo(PlacementReason.OperatorNotSupported);
      assertThat(placement.advice()).contains(placement.op() + " is not supported", instead);
    });
  }
}
