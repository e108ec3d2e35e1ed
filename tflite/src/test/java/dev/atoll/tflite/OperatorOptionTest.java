package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.tflite.testing.SharedModels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Options of real operators, against the shapes that they lead to. */
class OperatorOptionTest {
  @Test
  void strideDilationAndPaddingOfEveryConvolutionExplainItsOutput() throws Exception {
    int checked = 0;
    for (Path file : SharedModels.models(Long.MAX_VALUE)) {
      Subgraph g = TfliteModel.read(file).main();
      for (Operator op : g.operators()) {
        if (op.code() == 3) {
          explain(
              g,
              op,
              1,
              OperatorOption.CONV_2D_STRIDE_H,
              OperatorOption.CONV_2D_DILATION_H,
              OperatorOption.CONV_2D_PADDING);
          explain(
              g,
              op,
              2,
              OperatorOption.CONV_2D_STRIDE_W,
              OperatorOption.CONV_2D_DILATION_W,
              OperatorOption.CONV_2D_PADDING);
          checked++;
        } else if (op.code() == 4) {
          explain(
              g,
              op,
              1,
              OperatorOption.DEPTHWISE_STRIDE_H,
              OperatorOption.DEPTHWISE_DILATION_H,
              OperatorOption.DEPTHWISE_PADDING);
          explain(
              g,
              op,
              2,
              OperatorOption.DEPTHWISE_STRIDE_W,
              OperatorOption.DEPTHWISE_DILATION_W,
              OperatorOption.DEPTHWISE_PADDING);
          int in = shape(g, op.inputs().get(0), 3);
          assertThat(op.option(OperatorOption.DEPTHWISE_MULTIPLIER) * in)
              .isEqualTo(shape(g, op.outputs().getFirst(), 3));
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(500);
  }

  private static void explain(
      Subgraph g,
      Operator op,
      int dimension,
      OperatorOption stride,
      OperatorOption dilation,
      OperatorOption padding) {
    int in = shape(g, op.inputs().get(0), dimension);
    int out = shape(g, op.outputs().getFirst(), dimension);
    int taps = shape(g, op.inputs().get(1), dimension);
    int reach = op.option(padding) == 0 ? 1 : (taps - 1) * op.option(dilation) + 1;
    assertThat(Math.ceilDiv(in - reach + 1, op.option(stride)))
        .as("%s (operator %d), dimension %d", op.name(), op.index(), dimension)
        .isEqualTo(out);
  }

  private static int shape(Subgraph g, int tensor, int dimension) {
    return g.tensors().get(tensor).shape().get(dimension);
  }

  @Test
  void anAbsentOptionHasTheSchemasDefault() throws Exception {
    Operator plain = TfliteModel.read(TinyModel.sound().write()).main().operators().getFirst();

    assertThat(plain.options()).isEmpty();
    assertThat(plain.option(OperatorOption.CONV_2D_DILATION_W)).isEqualTo(1);
  }
}
