package dev.atoll.cli;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.List;

/** Chains of custom operators from int8 to int8; field numbers as in the schema. */
public final class CustomModel {
  private static final int CUSTOM = 32;
  private static final int INT8 = 9;

  private final FlatBufferBuilder b = new FlatBufferBuilder();
  private final List<String> operators;
  private final String tensorName;
  private final int firstInput;

  private CustomModel(List<String> operators, String tensorName, int firstInput) {
    this.operators = operators;
    this.tensorName = tensorName;
    this.firstInput = firstInput;
  }

  /** One operator of that name; its tensors have it too. */
  public static byte[] named(String operator) {
    return new CustomModel(List.of(operator), operator, 0).write();
  }

  /** So many operators, each reading what the one before wrote. */
  public static byte[] chain(int length) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      names.add("step" + i % 7);
    }
    return new CustomModel(names, "t", 0).write();
  }

  static byte[] readingTensor(int tensor) {
    return new CustomModel(List.of("fake"), "t", tensor).write();
  }

  private byte[] write() {
    int codes = b.createVectorOfTables(operators.stream().mapToInt(this::code).toArray());
    int graphs = b.createVectorOfTables(new int[] {subgraph()});
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.addOffset(1, codes, 0);
    b.addOffset(2, graphs, 0);
    b.finish(b.endTable(), "TFL3");
    return b.sizedByteArray();
  }

  private int code(String operator) {
    int name = b.createString(operator);
    b.startTable(4);
    b.addByte(0, (byte) CUSTOM, 0);
    b.addOffset(1, name, 0);
    b.addInt(2, 3, 1);
    return b.endTable();
  }

  private int subgraph() {
    int[] tensors = new int[operators.size() + 1];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = tensor(i == 0 ? 4 : -1);
    }
    int tensorVector = b.createVectorOfTables(tensors);
    int[] all = new int[operators.size()];
    for (int i = 0; i < all.length; i++) {
      int outs = ints(i + 1);
      int read = ints(i == 0 ? firstInput : i);
      b.startTable(3);
      b.addInt(0, i, 0);
      b.addOffset(1, read, 0);
      b.addOffset(2, outs, 0);
      all[i] = b.endTable();
    }
    int operatorVector = b.createVectorOfTables(all);
    int ins = ints(0);
    int outs = ints(operators.size());
    b.startTable(5);
    b.addOffset(0, tensorVector, 0);
    b.addOffset(1, ins, 0);
    b.addOffset(2, outs, 0);
    b.addOffset(3, operatorVector, 0);
    return b.endTable();
  }

  private int tensor(int columns) {
    int shape = ints(1, Math.max(columns, 1));
    int signature = ints(1, columns);
    int name = b.createString(tensorName);
    b.startTable(8);
    b.addOffset(0, shape, 0);
    b.addByte(1, (byte) INT8, 0);
    b.addOffset(3, name, 0);
    b.addOffset(7, signature, 0);
    return b.endTable();
  }

  private int ints(int... values) {
    b.startVector(4, values.length, 4);
    for (int i = values.length - 1; i >= 0; i--) {
      b.addInt(values[i]);
    }
    return b.endVector();
  }
}
