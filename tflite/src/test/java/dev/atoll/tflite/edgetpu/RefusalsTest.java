package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.edgetpu.RefusalReason.DynamicShape;
import static dev.atoll.tflite.edgetpu.RefusalReason.NotQuantized;
import static dev.atoll.tflite.edgetpu.RefusalReason.OperatorVersion;
import static dev.atoll.tflite.edgetpu.RefusalReason.OtherAccelerator;
import static dev.atoll.tflite.edgetpu.RefusalReason.SeveralSubgraphs;
import static dev.atoll.tflite.edgetpu.RefusalReason.UnknownOperator;
import static dev.atoll.tflite.edgetpu.RefusalReason.UnresolvedCustomOperator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.TinyModel;
import dev.atoll.tflite.TinyModel.T;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final int CONV_2D = 3;
  private static final int DENSE = 9;
  private static final int RELU = 19;
  private static final int RESHAPE = 22;
  private static final int CUSTOM = 32;
  private static final int[] SHAPE = {1, 8, 8, 4};

  private static List<CompilerRefusal> refusals(TinyGraph g) {
    return EdgeTpuAnalyzer.analyze(g.read()).refusals();
  }

  @Test
  void aModelThatTheCompilerTakesIsNotRefused() {
    TinyGraph g = new TinyGraph();
    g.op(CONV_2D, new int[] {1, 8, 8, 8}, g.int8(SHAPE), g.weights(8, 8, 3, 3, 4));

    assertThat(refusals(g)).isEmpty();
  }

  @Test
  void versionsAboveThoseOfTensorFlow25AreRefusedWithTheOperator() {
    // The first version that is too new, from the lists of issues 631, 845 and 879 and libedgetpu
    // 71.
    Map<Integer, Integer> tooNew =
        Map.of(CONV_2D, 6, 0, 4, 18, 5, 34, 4, 101, 4, 45, 6, 114, 3, 67, 4, 69, 3, 47, 2);
    tooNew.forEach((code, version) -> {
      TinyGraph g = new TinyGraph();
      int first = g.op(RELU, SHAPE, g.int8(SHAPE));
      g.op(code, SHAPE, first);
      g.last(op -> op.withVersion(version - 1));
      assertThat(refusals(g)).as("code %d", code).isEmpty();
      g.last(op -> op.withVersion(version));
      assertThat(refusals(g))
          .singleElement()
          .satisfies(r -> {
            assertThat(r.reason()).isEqualTo(OperatorVersion);
            assertThat(r.operator()).isEqualTo(1);
            assertThat(r.message())
                .contains("version " + version, (version - 1) + " at most", "lower");
          });
    });
  }

  @Test
  void denseLayersQuantisedPerChannelByNewTensorFlowSayHowToQuantiseThem() {
    TinyGraph g = new TinyGraph();
    g.op(DENSE, new int[] {1, 8}, g.int8(1, 4), g.weights(8, 8, 4));
    g.last(op -> op.withVersion(12));

    assertThat(refusals(g))
        .singleElement()
        .satisfies(r -> assertThat(r.message()).contains("denseWeights PerTensor"));
  }

  @Test
  void operatorsThatTensorFlow25HadNotAreUnknown() {
    for (int code : new int[] {140, 150, 205, 9_999}) {
      TinyGraph g = new TinyGraph();
      g.op(code, SHAPE, g.int8(SHAPE));
      assertThat(refusals(g)).extracting(CompilerRefusal::reason).containsExactly(UnknownOperator);
      assertThat(refusals(g).getFirst().operator()).isZero();
    }
  }

  @Test
  void customOperatorsAreRefusedUnlessTheCompilerKnowsThem() {
    assertThat(custom("TFLite_Detection_PostProcess")).isEmpty();
    assertThat(custom("Atan"))
        .extracting(CompilerRefusal::reason)
        .containsExactly(UnresolvedCustomOperator);
    assertThat(custom("ethos-u"))
        .extracting(CompilerRefusal::reason)
        .containsExactly(OtherAccelerator);
  }

  private static List<CompilerRefusal> custom(String name) {
    TinyGraph g = new TinyGraph();
    g.op(CUSTOM, SHAPE, g.int8(SHAPE));
    return refusals(g.last(op -> op.withCustom(name)));
  }

  @Test
  void aFloatModelIsNotQuantised() {
    TinyGraph g = new TinyGraph();
    int weights = g.tensor(new T("w", TensorType.FLOAT32, 1, 2).withBuffer(1));
    g.op(DENSE, new T("out", TensorType.FLOAT32, 1, 1), g.input(TensorType.FLOAT32, 1, 2), weights);

    assertThat(refusals(g)).extracting(CompilerRefusal::reason).containsExactly(NotQuantized);
  }

  @Test
  void aModelWithQuantisedWeightsOnlyIsNotQuantised() {
    TinyGraph g = new TinyGraph();
    g.op(
        DENSE,
        new T("out", TensorType.FLOAT32, 1, 8),
        g.input(TensorType.FLOAT32, 1, 4),
        g.weights(1, 8, 4));

    assertThat(refusals(g))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.reason()).isEqualTo(NotQuantized);
          assertThat(r.message()).contains("only the weights are 8-bit");
        });
  }

  @Test
  void oneFloatOperatorBesideQuantisedOnesIsNoReason() {
    TinyGraph g = new TinyGraph();
    int conv = g.op(CONV_2D, new int[] {1, 8, 8, 8}, g.int8(SHAPE), g.weights(1, 8, 3, 3, 4));
    g.op(6, new T("out", TensorType.FLOAT32, 1, 8, 8, 8), conv);

    assertThat(refusals(g)).isEmpty();
  }

  @Test
  void aBatchOfAnySizeIsRefused() {
    TinyGraph g = new TinyGraph();
    int input = g.int8(SHAPE);
    g.op(RELU, SHAPE, input);
    TinyModel m = g.model();
    m.tensors.set(input, m.tensors.get(input).withSignature(-1, 8, 8, 4));

    assertThat(refusals(g))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.reason()).isEqualTo(DynamicShape);
          assertThat(r.message()).contains("INT8[?,8,8,4]", "batch of 1");
        });
  }

  @Test
  void aShapeThatIsComputedIsRefusedWithTheOperator() {
    TinyGraph g = new TinyGraph();
    g.op(RESHAPE, SHAPE, g.int8(SHAPE), g.input(TensorType.INT32, 4));

    assertThat(refusals(g))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.reason()).isEqualTo(DynamicShape);
          assertThat(r.operator()).isZero();
        });
  }

  @Test
  void severalSubgraphsAreRefused() throws Exception {
    TinyModel m = TinyModel.sound();
    m.subgraphs = 2;

    assertThat(EdgeTpuAnalyzer.analyze(TfliteModel.read(m.write())).refusals())
        .extracting(CompilerRefusal::reason)
        .contains(SeveralSubgraphs);
  }

  @Test
  void aMillionInputsAreToldOnceAndShort() {
    TinyGraph g = new TinyGraph();
    int input =
        g.tensor(new T("n".repeat(60_000), TensorType.INT8, SHAPE).withSignature(-1, 8, 8, 4));
    g.op(RELU, SHAPE, input);
    TinyModel m = g.model();
    m.inputs = new int[500_000];

    List<CompilerRefusal> refusals =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () -> EdgeTpuAnalyzer.analyze(TfliteModel.read(m.write())).refusals());
    assertThat(refusals)
        .filteredOn(r -> r.reason() == DynamicShape)
        .singleElement()
        .satisfies(r -> assertThat(r.message()).hasSizeLessThan(300));
  }
}
