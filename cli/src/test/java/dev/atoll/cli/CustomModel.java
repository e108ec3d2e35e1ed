package dev.atoll.cli;

import com.google.flatbuffers.FlatBufferBuilder;

/** A model with one custom operator; field numbers as in the schema. */
final class CustomModel {
  private static final int CUSTOM = 32;
  private static final int INT8 = 9;

  private CustomModel() {}

  static byte[] named(String operator) {
    return write(operator, 0);
  }

  static byte[] readingTensor(int tensor) {
    return write("fake", tensor);
  }

  private static byte[] write(String operator, int input) {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int codes = b.createVectorOfTables(new int[] {code(b, operator)});
    int graphs = b.createVectorOfTables(new int[] {subgraph(b, input)});
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.addOffset(1, codes, 0);
    b.addOffset(2, graphs, 0);
    b.finish(b.endTable(), "TFL3");
    return b.sizedByteArray();
  }

  private static int code(FlatBufferBuilder b, String operator) {
    int name = b.createString(operator);
    b.startTable(4);
    b.addByte(0, (byte) CUSTOM, 0);
    b.addOffset(1, name, 0);
    b.addInt(2, 3, 1);
    return b.endTable();
  }

  private static int subgraph(FlatBufferBuilder b, int input) {
    int tensors = b.createVectorOfTables(new int[] {tensor(b, 1, 4), tensor(b, 1, -1)});
    int ins = ints(b, 0);
    int outs = ints(b, 1);
    int read = ints(b, input);
    b.startTable(3);
    b.addOffset(1, read, 0);
    b.addOffset(2, outs, 0);
    int operators = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(5);
    b.addOffset(0, tensors, 0);
    b.addOffset(1, ins, 0);
    b.addOffset(2, outs, 0);
    b.addOffset(3, operators, 0);
    return b.endTable();
  }

  private static int tensor(FlatBufferBuilder b, int rows, int columns) {
    int shape = ints(b, rows, Math.max(columns, 1));
    int signature = ints(b, rows, columns);
    b.startTable(8);
    b.addOffset(0, shape, 0);
    b.addByte(1, (byte) INT8, 0);
    b.addOffset(7, signature, 0);
    return b.endTable();
  }

  private static int ints(FlatBufferBuilder b, int... values) {
    b.startVector(4, values.length, 4);
    for (int i = values.length - 1; i >= 0; i--) {
      b.addInt(values[i]);
    }
    return b.endVector();
  }
}
