package dev.atoll.tflite.compiled;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.FlexBuffersBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes small compiled models, sound or not. Field numbers as in the schemas. */
public final class TinyPackage {
  /** An executable to write; {@code token} 0 is left out, as flatbuffers leave out defaults. */
  record Exe(int type, int parameterBytes, long token) {}

  List<Exe> executables =
      new ArrayList<>(List.of(new Exe(2, 64, 0x1234L), new Exe(1, 192, 0x1234L)));
  private static final int TEXT = 5 << 2;

  String identifier = "DWN1";
  String customCode = "edgetpu-custom-op";
  String packageKey = "4";
  boolean asBlob;
  boolean with2019;
  boolean behindTables;
  int operators = 1;

  /** Two executables, 192 bytes cached, 64 streamed. */
  public static byte[] sound() {
    return new TinyPackage().write();
  }

  /**
   * Two operators that share their options, which lie behind the tables, as in files above 2 GiB.
   */
  public static byte[] behindTheTables() {
    TinyPackage m = new TinyPackage();
    m.behindTables = true;
    m.operators = 2;
    return m.write();
  }

  /** The options alone: a FlexBuffer map with a package, integers and a vector. */
  public static byte[] flexBuffer() {
    return new TinyPackage().options();
  }

  byte[] write() {
    byte[] options = options();
    FlatBufferBuilder b = new FlatBufferBuilder();
    int name = b.createString(customCode);
    b.startTable(4);
    b.addByte(0, (byte) 32, 0);
    b.addOffset(1, name, 0);
    int codes = b.createVectorOfTables(new int[] {b.endTable()});
    int[] all = new int[operators];
    for (int i = 0; i < operators; i++) {
      int vector = behindTables ? 0 : b.createByteVector(options);
      b.startTable(11);
      b.addOffset(5, vector, 0);
      if (behindTables) {
        b.addLong(9, 4096, 0);
        b.addLong(10, options.length, 0);
      }
      all[i] = b.endTable();
    }
    int operatorVector = b.createVectorOfTables(all);
    b.startTable(5);
    b.addOffset(3, operatorVector, 0);
    int graphs = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.addOffset(1, codes, 0);
    b.addOffset(2, graphs, 0);
    b.finish(b.endTable(), "TFL3");
    byte[] file = b.sizedByteArray();
    if (behindTables) {
      file = Arrays.copyOf(file, 4096 + options.length);
      System.arraycopy(options, 0, file, 4096, options.length);
    }
    return file;
  }

  private byte[] options() {
    FlexBuffersBuilder b = new FlexBuffersBuilder(4096);
    int map = b.startMap();
    b.putInt("1", -3);
    if (with2019) {
      b.putBlob("3", new byte[16]);
    }
    b.putBlob(packageKey, packageBytes());
    b.putInt("5", 300);
    int vector = b.startVector();
    b.putInt(18);
    b.putInt(-1);
    b.endVector("6", vector, false, false);
    b.endMap(null, map);
    ByteBuffer out = b.finish();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    if (!asBlob) {
      // The library writes only sound UTF-8 as text; the compiler writes any bytes. The entries'
      // types stand before the root's offset, its type and its width.
      int firstType = bytes.length - 2 - bytes[bytes.length - 1] - (with2019 ? 5 : 4);
      int at = firstType + (with2019 ? 2 : 1);
      bytes[at] = (byte) (TEXT | (bytes[at] & 3));
    }
    return bytes;
  }

  private byte[] packageBytes() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int multi = b.createByteVector(multiExecutable());
    int version = b.createString("cl/7");
    b.startTable(8);
    b.addInt(0, 13, 0);
    b.addOffset(1, multi, 0);
    b.addOffset(4, version, 0);
    b.finish(b.endTable(), identifier);
    return b.sizedByteArray();
  }

  private byte[] multiExecutable() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int[] each =
        executables.stream()
            .mapToInt(e -> b.createString(ByteBuffer.wrap(executable(e))))
            .toArray();
    int vector = b.createVectorOfTables(each);
    b.startTable(1);
    b.addOffset(0, vector, 0);
    b.finish(b.endTable());
    return b.sizedByteArray();
  }

  private static byte[] executable(Exe e) {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int chip = b.createString("beagle");
    int parameters = b.createByteVector(new byte[e.parameterBytes()]);
    int stream = b.createByteVector(new byte[40]);
    b.startTable(2);
    b.addOffset(0, stream, 0);
    int streams = b.createVectorOfTables(new int[] {b.endTable()});
    int inputs = b.createVectorOfTables(new int[] {layer(b, "in")});
    b.startTable(17);
    b.addOffset(5, streams, 0);
    b.addOffset(6, parameters, 0);
    b.addOffset(8, inputs, 0);
    b.addOffset(10, chip, 0);
    b.addInt(11, 99, 0);
    b.addInt(12, 832, 0);
    b.addShort(13, (short) e.type(), 0);
    b.addLong(14, e.token(), 0);
    b.finish(b.endTable());
    return b.sizedByteArray();
  }

  private static int layer(FlatBufferBuilder b, String name) {
    int text = b.createString(name);
    b.startTable(2);
    b.addInt(0, 145, 0);
    b.addFloat(1, 0.5f, 0);
    int numerics = b.endTable();
    b.startTable(12);
    b.addOffset(0, text, 0);
    b.addInt(1, 64, 0);
    b.addInt(2, 1, 0);
    b.addInt(3, 2, 0);
    b.addInt(4, 3, 0);
    b.addOffset(5, numerics, 0);
    b.addShort(6, (short) 8, 0);
    return b.endTable();
  }
}
