package dev.atoll.tflite.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TinyModel.T;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final int ADD = 0;
  private static final int RELU = 19;
  private static final int CUSTOM = 32;
  private static final int HARD_SWISH = 117;
  private static final int QUANTIZE = 114;
  private static final int[] SHAPE = {1, 8, 8, 4};

  @Test
  void everythingThatNeedsAnUnsupportedOperatorRunsOnTheCpuAndNamesIt() {
    TinyGraph g = new TinyGraph();
    int first = g.op(RELU, SHAPE, g.int8(SHAPE));
    int swish = g.op(HARD_SWISH, SHAPE, first);
    int second = g.op(RELU, SHAPE, swish);
    g.op(RELU, SHAPE, second);

    List<OperatorPlacement> placed = g.analyze().operators();
    assertThat(placed)
        .extracting(OperatorPlacement::place)
        .containsExactly(Place.EdgeTpu, Place.Cpu, Place.Cpu, Place.Cpu);
    assertThat(placed.get(1).advice())
        .isEqualTo("HARD_SWISH is not supported: everything after it runs on the CPU; use RELU6");
    assertThat(placed.get(3).reason()).isEqualTo(PlacementReason.AfterCpuOperator);
    assertThat(placed.get(3).advice()).contains("HARD_SWISH (operator 1)", "use RELU6");
  }

  @Test
  void anUnsupportedOperatorAtTheEndHoldsNothingBack() {
    TinyGraph g = new TinyGraph();
    g.op(HARD_SWISH, SHAPE, g.op(RELU, SHAPE, g.int8(SHAPE)));

    assertThat(g.place(14).advice()).isEqualTo("HARD_SWISH is not supported; use RELU6");
  }

  @Test
  void placementFollowsDataAndNotTheOrderOfTheFile() {
    TinyGraph g = new TinyGraph();
    int trunk = g.op(RELU, SHAPE, g.int8(SHAPE));
    int swish = g.op(HARD_SWISH, SHAPE, trunk);
    int beside = g.op(RELU, SHAPE, trunk);
    g.op(ADD, SHAPE, swish, beside);

    assertThat(g.analyze().operators())
        .extracting(OperatorPlacement::place)
        .containsExactly(Place.EdgeTpu, Place.Cpu, Place.EdgeTpu, Place.Cpu);
  }

  @Test
  void whatTheCpuDoesBeforeTheEdgeTpusPartHoldsNothingBack() {
    TinyGraph g = new TinyGraph();
    int quantised = g.op(QUANTIZE, SHAPE, g.input(TensorType.FLOAT32, SHAPE));
    int swish = g.op(HARD_SWISH, SHAPE, quantised);
    g.op(RELU, SHAPE, swish);

    assertThat(g.analyze().operators())
        .extracting(OperatorPlacement::place)
        .containsExactly(Place.Cpu, Place.Cpu, Place.EdgeTpu);
  }

  @Test
  void anUnsupportedOperatorThatNeedsBothSidesIsBehind() {
    TinyGraph g = new TinyGraph();
    int quantised = g.op(QUANTIZE, SHAPE, g.input(TensorType.FLOAT32, SHAPE));
    int relu = g.op(RELU, SHAPE, quantised);
    int swish = g.op(HARD_SWISH, SHAPE, relu);
    g.op(ADD, SHAPE, swish, quantised);

    assertThat(g.analyze().operators())
        .extracting(OperatorPlacement::place)
        .containsExactly(Place.Cpu, Place.EdgeTpu, Place.Cpu, Place.Cpu);
  }

  @Test
  void theFirstBlockerIsNamedNotTheNearest() {
    TinyGraph g = new TinyGraph();
    int swish = g.op(HARD_SWISH, SHAPE, g.op(RELU, SHAPE, g.int8(SHAPE)));
    int again = g.op(RELU, SHAPE, g.op(RELU, SHAPE, swish));
    g.op(RELU, SHAPE, again);

    assertThat(g.place(14).advice()).contains("operator 1");
  }

  @Test
  void customOperatorsRunOnTheCpuUnderTheirOwnName() {
    TinyGraph g = new TinyGraph();
    g.op(CUSTOM, SHAPE, g.int8(SHAPE));
    g.last(op -> op.withCustom("<b>mine</b>"));

    OperatorPlacement placement = g.place(14);
    assertThat(placement.op()).isEqualTo("CUSTOM:<b>mine</b>");
    assertThat(placement.reason()).isEqualTo(PlacementReason.CustomOperator);
  }

  @Test
  void operatorsOfACompiledFileAreReportedAsTheyStand() {
    TinyGraph g = new TinyGraph();
    int compiled = g.op(CUSTOM, SHAPE, g.int8(SHAPE));
    g.last(op -> op.withCustom(EdgeTpuAnalyzer.EDGE_TPU_OPERATOR));
    g.op(RELU, SHAPE, compiled);

    EdgeTpuAnalysis analysis = g.analyze();
    assertThat(analysis.operators())
        .extracting(OperatorPlacement::reason)
        .containsExactly(PlacementReason.Compiled, PlacementReason.LeftByCompiler);
    assertThat(analysis.estimate()).isEqualTo(MemoryEstimate.NONE);
    assertThat(analysis.refusals()).isEmpty();
  }

  @Test
  void aGraphThatReadsWhatComesLaterStillGetsAnAnswer() {
    TinyGraph g = new TinyGraph();
    int later = g.tensor(new T("later", TensorType.INT8, SHAPE));
    g.op(ADD, SHAPE, g.int8(SHAPE), later);
    g.append(RELU, new int[] {later}, new int[] {later});

    assertThat(g.analyze().operators()).hasSize(2);
    assertThat(g.analyze().refusals())
        .extracting(CompilerRefusal::reason)
        .contains(RefusalReason.NotLoadable);
  }
}
