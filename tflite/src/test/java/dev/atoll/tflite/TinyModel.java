package dev.atoll.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes small models, sound or not: a chain of QUANTIZE and FULLY_CONNECTED unless a test changes
 * it. Field numbers as in the schema.
 */
public final class TinyModel {
  /** A tensor to write. */
  record T(String name, TensorType type, int[] shape, int buffer, float[] scales, long[] zeros) {
    T(String name, TensorType type, int... shape) {
      this(name, type, shape, 0, new float[] {0.5f}, new long[] {0});
    }

    T withBuffer(int index) {
      return new T(name, type, shape, index, scales, zeros);
    }

    T withQuantisation(float[] newScales, long... newZeros) {
      return new T(name, type, shape, buffer, newScales, newZeros);
    }
  }

  /** An operator to write: code, inputs, outputs. */
  record Op(int code, int[] inputs, int[] outputs) {}

  static final int FULLY_CONNECTED = 9;
  static final int QUANTIZE = 114;

  final List<T> tensors = new ArrayList<>();
  final List<Op> operators = new ArrayList<>();
  final List<byte[]> buffers = new ArrayList<>(List.of(new byte[0], new byte[8]));
  int[] inputs = {0};
  int[] outputs = {3};
  int schemaVersion = 3;
  String customCode = "";

  /** Float input → QUANTIZE → FULLY_CONNECTED with 2 × 4 constant weights → int8 output. */
  static TinyModel sound() {
    TinyModel m = new TinyModel();
    m.tensors.add(new T("in", TensorType.FLOAT32, 1, 4).withQuantisation(new float[0]));
    m.tensors.add(new T("in_q", TensorType.INT8, 1, 4));
    m.tensors.add(new T("weights", TensorType.INT8, 2, 4).withBuffer(1));
    m.tensors.add(new T("out", TensorType.INT8, 1, 2));
    m.operators.add(new Op(QUANTIZE, new int[] {0}, new int[] {1}));
    m.operators.add(new Op(FULLY_CONNECTED, new int[] {1, 2, -1}, new int[] {3}));
    return m;
  }

  /** A sound one, written. */
  public static byte[] soundBytes() {
    return sound().write().array();
  }

  ByteBuffer write() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int[] codes = operators.stream().mapToInt(o -> code(b, o.code())).toArray();
    int[] buffers = this.buffers.stream().mapToInt(d -> buffer(b, d)).toArray();
    int codeVector = b.createVectorOfTables(codes);
    int bufferVector = b.createVectorOfTables(buffers);
    int graphs = b.createVectorOfTables(new int[] {subgraph(b)});
    int description = b.createString("tiny");
    b.startTable(8);
    b.addInt(0, schemaVersion, 0);
    b.addOffset(1, codeVector, 0);
    b.addOffset(2, graphs, 0);
    b.addOffset(3, description, 0);
    b.addOffset(4, bufferVector, 0);
    b.finish(b.endTable(), "TFL3");
    return ByteBuffer.wrap(b.sizedByteArray());
  }

  private int code(FlatBufferBuilder b, int code) {
    int custom = b.createString(customCode);
    b.startTable(4);
    b.addByte(0, (byte) Math.min(code, 127), 0);
    b.addOffset(1, custom, 0);
    b.addInt(2, 2, 1);
    b.addInt(3, code, 0);
    return b.endTable();
  }

  private static int buffer(FlatBufferBuilder b, byte[] data) {
    int vector = b.createByteVector(data);
    b.startTable(3);
    b.addOffset(0, vector, 0);
    return b.endTable();
  }

  private int subgraph(FlatBufferBuilder b) {
    int tensorVector =
        b.createVectorOfTables(tensors.stream().mapToInt(t -> tensor(b, t)).toArray());
    int operatorVector = b.createVectorOfTables(operators(b));
    int in = ints(b, inputs);
    int out = ints(b, outputs);
    int name = b.createString("main");
    b.startTable(5);
    b.addOffset(0, tensorVector, 0);
    b.addOffset(1, in, 0);
    b.addOffset(2, out, 0);
    b.addOffset(3, operatorVector, 0);
    b.addOffset(4, name, 0);
    return b.endTable();
  }

  private int[] operators(FlatBufferBuilder b) {
    int[] made = new int[operators.size()];
    for (int i = 0; i < made.length; i++) {
      int in = ints(b, operators.get(i).inputs());
      int out = ints(b, operators.get(i).outputs());
      b.startTable(3);
      b.addInt(0, i, 0);
      b.addOffset(1, in, 0);
      b.addOffset(2, out, 0);
      made[i] = b.endTable();
    }
    return made;
  }

  private static int tensor(FlatBufferBuilder b, T t) {
    int shape = ints(b, t.shape());
    int name = b.createString(t.name());
    b.startVector(4, t.scales().length, 4);
    for (int i = t.scales().length - 1; i >= 0; i--) {
      b.addFloat(t.scales()[i]);
    }
    int scales = b.endVector();
    b.startVector(8, t.zeros().length, 8);
    for (int i = t.zeros().length - 1; i >= 0; i--) {
      b.addLong(t.zeros()[i]);
    }
    int zeros = b.endVector();
    b.startTable(7);
    b.addOffset(2, scales, 0);
    b.addOffset(3, zeros, 0);
    int quantisation = b.endTable();
    b.startTable(8);
    b.addOffset(0, shape, 0);
    b.addByte(1, (byte) t.type().ordinal(), 0);
    b.addInt(2, t.buffer(), 0);
    b.addOffset(3, name, 0);
    b.addOffset(4, quantisation, 0);
    return b.endTable();
  }

  private static int ints(FlatBufferBuilder b, int[] values) {
    b.startVector(4, values.length, 4);
    for (int i = values.length - 1; i >= 0; i--) {
      b.addInt(values[i]);
    }
    return b.endVector();
  }
}
