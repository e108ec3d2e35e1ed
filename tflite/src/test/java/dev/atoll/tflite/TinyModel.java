package dev.atoll.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes small models, sound or not: a chain of QUANTIZE and FULLY_CONNECTED unless a test changes
 * it. Field numbers as in the schema.
 */
public final class TinyModel {
  /** A tensor to write. */
  public record T(
      String name,
      TensorType type,
      int[] shape,
      int buffer,
      float[] scales,
      long[] zeros,
      boolean variable,
      int[] signature) {
    public T(String name, TensorType type, int... shape) {
      this(name, type, shape, 0, new float[] {0.5f}, new long[] {0}, false, new int[0]);
    }

    public T withBuffer(int index) {
      return new T(name, type, shape, index, scales, zeros, variable, signature);
    }

    public T withQuantisation(float[] newScales, long... newZeros) {
      return new T(name, type, shape, buffer, newScales, newZeros, variable, signature);
    }

    public T asVariable() {
      return new T(name, type, shape, buffer, scales, zeros, true, signature);
    }

    public T withSignature(int... newSignature) {
      return new T(name, type, shape, buffer, scales, zeros, variable, newSignature);
    }
  }

  /** An operator to write. */
  public record Op(
      int code,
      int version,
      String custom,
      int[] inputs,
      int[] outputs,
      Map<OperatorOption, Integer> options) {
    public Op(int code, int[] inputs, int[] outputs) {
      this(code, 2, "", inputs, outputs, Map.of());
    }

    public Op withVersion(int newVersion) {
      return new Op(code, newVersion, custom, inputs, outputs, options);
    }

    public Op withCustom(String name) {
      return new Op(code, version, name, inputs, outputs, options);
    }

    /** Options of one table. */
    public Op withOptions(Map<OperatorOption, Integer> newOptions) {
      return new Op(code, version, custom, inputs, outputs, newOptions);
    }
  }

  public static final int FULLY_CONNECTED = 9;
  public static final int QUANTIZE = 114;

  public final List<T> tensors = new ArrayList<>();
  public final List<Op> operators = new ArrayList<>();
  public final List<byte[]> buffers = new ArrayList<>(List.of(new byte[0], new byte[8]));
  public int[] inputs = {0};
  public int[] outputs = {3};
  public int subgraphs = 1;
  int schemaVersion = 3;
  String customCode = "";

  /** Float input → QUANTIZE → FULLY_CONNECTED with 2 × 4 constant weights → int8 output. */
  public static TinyModel sound() {
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

  public ByteBuffer write() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int[] codes = operators.stream().mapToInt(o -> code(b, o)).toArray();
    int[] buffers = this.buffers.stream().mapToInt(d -> buffer(b, d)).toArray();
    int codeVector = b.createVectorOfTables(codes);
    int bufferVector = b.createVectorOfTables(buffers);
    int[] each = new int[subgraphs];
    for (int i = 0; i < subgraphs; i++) {
      each[i] = subgraph(b);
    }
    int graphs = b.createVectorOfTables(each);
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

  private int code(FlatBufferBuilder b, Op op) {
    int code = op.code();
    int custom = b.createString(op.custom().isEmpty() ? customCode : op.custom());
    b.startTable(4);
    b.addByte(0, (byte) Math.min(code, 127), 0);
    b.addOffset(1, custom, 0);
    b.addInt(2, op.version(), 1);
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
      Map<OperatorOption, Integer> values = operators.get(i).options();
      int table = values.keySet().stream().mapToInt(OperatorOption::table).max().orElse(0);
      int options = options(b, values);
      b.startTable(5);
      b.addInt(0, i, 0);
      b.addOffset(1, in, 0);
      b.addOffset(2, out, 0);
      b.addByte(3, (byte) table, 0);
      b.addOffset(4, options, 0);
      made[i] = b.endTable();
    }
    return made;
  }

  private static int options(FlatBufferBuilder b, Map<OperatorOption, Integer> values) {
    b.startTable(8);
    values.forEach((option, value) -> {
      if (option.isByte()) {
        b.addByte(option.field(), value.byteValue(), option.otherwise());
      } else {
        b.addInt(option.field(), value, option.otherwise());
      }
    });
    return b.endTable();
  }

  private static int tensor(FlatBufferBuilder b, T t) {
    int shape = ints(b, t.shape());
    int signature = ints(b, t.signature());
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
    b.addBoolean(5, t.variable(), false);
    b.addOffset(7, signature, 0);
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
