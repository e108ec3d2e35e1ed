package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.Analysis.Edges;
import dev.atoll.tflite.TinyModel.T;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  @Test
  void listsOperatorsWithTheTensorsTheyReallyUse() throws Exception {
    TfliteModel model = TfliteModel.read(TinyModel.sound().write());
    Analysis.Line line = Analysis.listOperators(model).get(1);

    assertThat(line.index()).isEqualTo(1);
    assertThat(line.inputs()).extracting(Tensor::name).containsExactly("in_q", "weights");
    assertThat(line.outputs()).extracting(Tensor::signature).containsExactly("INT8[1,2]");
  }

  @Test
  void aFloatEdgeIsFoundOnlyWhereEdgesMustBeIntegers() throws Exception {
    TfliteModel model = TfliteModel.read(TinyModel.sound().write());

    assertThat(Analysis.fully8bit(model)).isTrue();
    assertThat(Analysis.firstFloat(model, Edges.INTEGER))
        .hasValueSatisfying(f ->
            assertThat(f.message())
                .isEqualTo("QUANTIZE (operator 0) works on the float tensor 'in' FLOAT32[1,4]"));
  }

  @Test
  void aFloatInsideIsFoundEvenBehindAQuantise() throws Exception {
    TinyModel m = TinyModel.sound();
    m.tensors.set(3, new T("out", TensorType.FLOAT32, 1, 2));

    assertThat(Analysis.firstFloat(TfliteModel.read(m.write()), Edges.FLOAT_ALLOWED))
        .hasValueSatisfying(
            f -> assertThat(f.operator()).isEqualTo("FULLY_CONNECTED (operator 1)"));
  }
}
