package dev.atoll.tflite.adapt;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.atoll.tflite.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes small models whose operators share codes and have options. Field numbers as in the schema.
 */
final class WrittenModel {
  private record Code(int builtin, int version) {}

  private record Data(
      TensorType type,
      List<Integer> shape,
      List<Integer> open,
      float scale,
      long zero,
      int bytes) {}

  private record Op(
      int code,
      List<Integer> inputs,
      List<Integer> outputs,
      int table,
      Map<Integer, Integer> options) {}

  private final List<Code> codes = new ArrayList<>();
  private final List<Data> tensors = new ArrayList<>();
  private final List<Op> operators = new ArrayList<>();

  int code(int builtin, int version) {
    codes.add(new Code(builtin, version));
    return codes.size() - 1;
  }

  int tensor(TensorType type, Integer... shape) {
    return tensor(type, List.of(shape), List.of(), 0.5f, 0, 0);
  }

  int weights(TensorType type, Integer... shape) {
    int elements = List.of(shape).stream().reduce(1, (a, b) -> a * b);
    return tensor(type, List.of(shape), List.of(), 0.5f, 0, elements * type.bits() / 8);
  }

  int tensor(
      TensorType type, List<Integer> shape, List<Integer> open, float scale, long zero, int bytes) {
    tensors.add(new Data(type, shape, open, scale, zero, bytes));
    return tensors.size() - 1;
  }

  void op(int code, List<Integer> inputs, int output) {
    op(code, inputs, output, 0, Map.of());
  }

  /** With options: the number of their table in the schema's union, and its one-byte fields. */
  void op(int code, List<Integer> inputs, int output, int table, Map<Integer, Integer> options) {
    operators.add(new Op(code, inputs, List.of(output), table, options));
  }

  /** The first tensor goes in, the last operator's output comes out. */
  byte[] write() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int codeVector = b.createVectorOfTables(codes.stream().mapToInt(c -> code(b, c)).toArray());
    List<Integer> buffers = new ArrayList<>(List.of(buffer(b, 0)));
    tensors.forEach(t -> buffers.add(buffer(b, t.bytes())));
    int bufferVector =
        b.createVectorOfTables(buffers.stream().mapToInt(Integer::intValue).toArray());
    int graph = b.createVectorOfTables(new int[] {subgraph(b)});
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.addOffset(1, codeVector, 0);
    b.addOffset(2, graph, 0);
    b.addOffset(4, bufferVector, 0);
    b.finish(b.endTable(), "TFL3");
    return b.sizedByteArray();
  }

  private static int code(FlatBufferBuilder b, Code code) {
    b.startTable(4);
    b.addByte(0, (byte) Math.min(code.builtin(), 127), 0);
    b.addInt(2, code.version(), 1);
    b.addInt(3, code.builtin(), 0);
    return b.endTable();
  }

  private static int buffer(FlatBufferBuilder b, int bytes) {
    int data = b.createByteVector(new byte[bytes]);
    b.startTable(3);
    b.addOffset(0, data, 0);
    return b.endTable();
  }

  private int subgraph(FlatBufferBuilder b) {
    int[] made = new int[tensors.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = tensor(b, tensors.get(i), i + 1);
    }
    int tensorVector = b.createVectorOfTables(made);
    int operatorVector =
        b.createVectorOfTables(operators.stream().mapToInt(o -> operator(b, o)).toArray());
    int in = ints(b, List.of(0));
    int out = ints(b, operators.getLast().outputs());
    b.startTable(5);
    b.addOffset(0, tensorVector, 0);
    b.addOffset(1, in, 0);
    b.addOffset(2, out, 0);
    b.addOffset(3, operatorVector, 0);
    return b.endTable();
  }

  private static int tensor(FlatBufferBuilder b, Data data, int buffer) {
    int shape = ints(b, data.shape());
    int open = data.open().isEmpty() ? 0 : ints(b, data.open());
    b.startVector(4, 1, 4);
    b.addFloat(data.scale());
    int scales = b.endVector();
    b.startVector(8, 1, 8);
    b.addLong(data.zero());
    int zeros = b.endVector();
    b.startTable(7);
    b.addOffset(2, scales, 0);
    b.addOffset(3, zeros, 0);
    int quantisation = b.endTable();
    b.startTable(8);
    b.addOffset(0, shape, 0);
    b.addByte(1, (byte) data.type().ordinal(), 0);
    b.addInt(2, buffer, 0);
    b.addOffset(4, quantisation, 0);
    if (open != 0) {
      b.addOffset(7, open, 0);
    }
    return b.endTable();
  }

  private static int operator(FlatBufferBuilder b, Op op) {
    int in = ints(b, op.inputs());
    int out = ints(b, op.outputs());
    b.startTable(8);
    op.options().forEach((field, value) -> b.addByte(field, value.byteValue(), 0));
    int options = b.endTable();
    b.startTable(5);
    b.addInt(0, op.code(), 0);
    b.addOffset(1, in, 0);
    b.addOffset(2, out, 0);
    b.addByte(3, (byte) op.table(), 0);
    b.addOffset(4, options, 0);
    return b.endTable();
  }

  private static int ints(FlatBufferBuilder b, List<Integer> values) {
    b.startVector(4, values.size(), 4);
    values.reversed().forEach(b::addInt);
    return b.endVector();
  }
}
