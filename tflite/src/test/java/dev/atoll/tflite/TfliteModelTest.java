package dev.atoll.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TfliteModelTest {
  @Test
  void readsWhatWasWritten() throws Exception {
    TfliteModel model = TfliteModel.read(TinyModel.sound().write());

    assertThat(model.description()).isEqualTo("tiny");
    assertThat(model.buffers()).isEqualTo(2);
    assertThat(model.main().name()).isEqualTo("main");
    assertThat(model.main().inputs()).containsExactly(0);
    assertThat(model.main().operators())
        .extracting(Operator::name)
        .containsExactly("QUANTIZE", "FULLY_CONNECTED");
    assertThat(model.main().operators().get(1).inputs()).containsExactly(1, 2, -1);
    assertThat(model.main().operators().get(1).version()).isEqualTo(2);
    Tensor weights = model.main().tensors().get(2);
    assertThat(weights.signature()).isEqualTo("INT8[2,4]");
    assertThat(weights.bufferBytes()).isEqualTo(8);
    assertThat(weights.quantization()).isEqualTo(new Quantization(List.of(0.5f), List.of(0L), 0));
  }

  @Test
  void leavesTheBufferAsItWasAndReadsFromItsPosition() throws Exception {
    ByteBuffer model = TinyModel.sound().write();
    ByteBuffer inside = ByteBuffer.allocate(model.remaining() + 13).order(ByteOrder.BIG_ENDIAN);
    inside.position(13).put(model).position(13);

    assertThat(TfliteModel.read(inside).main().operators()).hasSize(2);
    assertThat(inside.position()).isEqualTo(13);
  }

  @Test
  void aCustomOperatorCannotBeTakenForABuiltInOne() throws Exception {
    TinyModel m = TinyModel.sound();
    m.customCode = "CONV_2D";
    m.operators.set(0, new TinyModel.Op(BuiltinOperator.CUSTOM, new int[] {0}, new int[] {1}));

    assertThat(TfliteModel.read(m.write()).main().operators().getFirst().name())
        .isEqualTo("CUSTOM:CONV_2D");
  }

  @Test
  void namesTheNewestOperatorsAndShowsUnknownOnesAsNumbers() {
    assertThat(BuiltinOperator.known()).isEqualTo(210);
    assertThat(BuiltinOperator.nameOf(3)).isEqualTo("CONV_2D");
    assertThat(BuiltinOperator.nameOf(209)).isEqualTo("STABLEHLO_CASE");
    assertThat(BuiltinOperator.nameOf(5000)).isEqualTo("BUILTIN_5000");
  }

  @Test
  void otherFilesAreRefusedWithASentence() {
    assertThatThrownBy(() -> TfliteModel.read(ByteBuffer.wrap("<html>no model</html>".getBytes())))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining("no .tflite file");
    assertThatThrownBy(() -> TfliteModel.read(ByteBuffer.allocate(0)))
        .isInstanceOf(TfliteFormatException.class);
  }

  @Test
  void anotherSchemaIsRefused() {
    TinyModel m = TinyModel.sound();
    m.schemaVersion = 4;
    assertThatThrownBy(() -> TfliteModel.read(m.write())).hasMessageContaining("version is 4");
  }

  @Test
  void aSmallFileThatClaimsManyTablesInTheSamePlaceIsRefusedQuickly() {
    // 40,000 operators, each the same table with 40,000 inputs: 1.6 billion numbers in 320 kB.
    TinyModel m = TinyModel.sound();
    m.operators.set(1, new TinyModel.Op(TinyModel.FULLY_CONNECTED, new int[40_000], new int[] {3}));
    for (int i = 0; i < 40_000; i++) {
      m.tensors.add(m.tensors.getFirst());
    }
    ByteBuffer bytes = m.write().order(ByteOrder.LITTLE_ENDIAN);
    pointOperatorsAtTensors(bytes);

    assertThatThrownBy(() -> TfliteModel.read(bytes)).isInstanceOf(TfliteFormatException.class);
  }

  @Test
  void whatIsRepeatedForEveryOperatorIsShort() {
    TinyModel named = TinyModel.sound();
    named.operators.set(1, new TinyModel.Op(32, new int[] {1}, new int[] {3}));
    named.customCode = "x".repeat(513);
    TinyModel shaped = TinyModel.sound();
    shaped.tensors.set(1, new TinyModel.T("in_q", TensorType.INT8, new int[129]));

    assertThatThrownBy(() -> TfliteModel.read(named.write()))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining("a name of 513 characters");
    assertThatThrownBy(() -> TfliteModel.read(shaped.write()))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining("129 dimensions");
  }

  /** Makes the subgraph's vector of operators share the vector of its tensors. */
  private static void pointOperatorsAtTensors(ByteBuffer b) {
    int model = b.getInt(0);
    int graphs = indirect(b, field(b, model, 2));
    int graph = indirect(b, graphs + 4);
    int tensors = indirect(b, field(b, graph, 0));
    int slot = field(b, graph, 3);
    int operators = indirect(b, slot);
    int second = indirect(b, operators + 8);
    for (int i = 0; i < b.getInt(tensors); i++) {
      int at = tensors + 4 + 4 * i;
      b.putInt(at, second - at);
    }
    b.putInt(slot, tensors - slot);
  }

  private static int field(ByteBuffer b, int table, int number) {
    return table + b.getShort(table - b.getInt(table) + 4 + 2 * number);
  }

  private static int indirect(ByteBuffer b, int at) {
    return at + b.getInt(at);
  }
}
