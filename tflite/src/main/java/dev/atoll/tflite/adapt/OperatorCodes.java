package dev.atoll.tflite.adapt;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.TfliteFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The model's list of operators and versions. It is written anew behind the end of the file, since
 * offsets of a FlatBuffer lead forward only; the old list stays where it is and nobody looks.
 */
final class OperatorCodes {
  private static final int ALIGNMENT = 8;
  private static final int VTABLE = 12;
  private static final int TABLE = 20;

  private final byte[] file;
  private final List<Entry> entries = new ArrayList<>();

  /** One entry: the schema's fields, with the name as raw bytes. */
  private record Entry(int oldCode, Optional<byte[]> custom, int version, int code) {
    Entry withVersion(int other) {
      return new Entry(oldCode, custom, other, code);
    }
  }

  private OperatorCodes(byte[] file) {
    this.file = file;
  }

  static OperatorCodes read(byte[] file, List<FlatTable> tables) throws TfliteFormatException {
    OperatorCodes codes = new OperatorCodes(file);
    for (FlatTable t : tables) {
      Optional<ByteRange> name = t.range(1);
      codes.entries.add(
          new Entry(
              t.i8(0, 0),
              name.map(n ->
                  java.util.Arrays.copyOfRange(
                      file, (int) n.start(), (int) (n.start() + n.length()))),
              t.i32(2, 1),
              t.i32(3, 0)));
    }
    return codes;
  }

  int version(int index) {
    return entries.get(index).version();
  }

  void setVersion(int index, int version) {
    entries.set(index, entries.get(index).withVersion(version));
  }

  /** The same operator with another version, as a further entry. */
  int copyWithVersion(int index, int version) {
    entries.add(entries.get(index).withVersion(version));
    return entries.size() - 1;
  }

  /**
   * The file with this list behind its end.
   *
   * @param field where the offset of the old list stands
   */
  byte[] appended(ByteRange field) {
    int start = (file.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int vector = start + 2 * ALIGNMENT * 2;
    int tables = vector + 4 + 4 * entries.size();
    int names = tables + TABLE * entries.size();
    int size = names + entries.stream().mapToInt(OperatorCodes::nameBytes).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0, file);
    vtable(out, start, true);
    vtable(out, start + 2 * ALIGNMENT, false);
    out.putInt((int) field.start(), vector - (int) field.start());
    out.putInt(vector, entries.size());
    for (int i = 0; i < entries.size(); i++) {
      int at = tables + TABLE * i;
      out.putInt(vector + 4 + 4 * i, at - (vector + 4 + 4 * i));
      table(out, at, start, entries.get(i), names);
      names += nameBytes(entries.get(i));
    }
    return out.array();
  }

  /** Length, characters, a zero, and padding. */
  private static int nameBytes(Entry entry) {
    return entry.custom().map(n -> (4 + n.length + 1 + 3) / 4 * 4).orElse(0);
  }

  private static void vtable(ByteBuffer out, int at, boolean named) {
    out.putShort(at, (short) VTABLE);
    out.putShort(at + 2, (short) TABLE);
    out.putShort(at + 4, (short) 16);
    out.putShort(at + 6, (short) (named ? 4 : 0));
    out.putShort(at + 8, (short) 8);
    out.putShort(at + 10, (short) 12);
  }

  private static void table(ByteBuffer out, int at, int vtables, Entry entry, int name) {
    int vtable = entry.custom().isPresent() ? vtables : vtables + 2 * ALIGNMENT;
    out.putInt(at, at - vtable);
    out.putInt(at + 8, entry.version());
    out.putInt(at + 12, entry.code());
    out.put(at + 16, (byte) entry.oldCode());
    entry
        .custom()
        .ifPresent(characters -> {
          out.putInt(at + 4, name - (at + 4));
          out.putInt(name, characters.length);
          out.put(name + 4, characters);
        });
  }
}
