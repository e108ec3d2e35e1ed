package dev.atoll.tflite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One table of a FlatBuffer. Fields are numbered as in the schema, from 0; an absent field has its
 * default.
 */
public final class FlatTable {
  private static final int TABLE_COST = 160;
  private static final int BOXED_COST = 24;
  private static final int MAX_TEXT = 64 * 1024;

  private final FlatFile file;
  private final long position;
  private final long vtable;
  private final int vtableSize;
  private final int size;
  private final String what;

  private FlatTable(FlatFile file, long position, String what) throws TfliteFormatException {
    this.file = file;
    this.position = position;
    this.what = what;
    this.vtable = position - file.i32(position, what);
    this.vtableSize = file.u16(vtable, what);
    this.size = file.u16(vtable + 2, what);
    if (vtableSize < 4 || size < 4) {
      throw new TfliteFormatException(what + " has an impossible vtable");
    }
    file.inside(vtable, vtableSize, what);
    file.inside(position, size, what);
    file.spend(TABLE_COST);
  }

  /** The table at the file's root. */
  public static FlatTable root(FlatFile file, String what) throws TfliteFormatException {
    return new FlatTable(file, file.indirect(0, what), what);
  }

  /** Where a field of this many bytes stands, or -1 when absent. */
  private long field(int number, int bytes) throws TfliteFormatException {
    int entry = 4 + 2 * number;
    if (entry + 2 > vtableSize) {
      return -1;
    }
    int offset = file.u16(vtable + entry, what);
    if (offset == 0) {
      return -1;
    }
    if (offset < 4 || offset + bytes > size) {
      throw new TfliteFormatException(what + ": field " + number + " lies outside its table");
    }
    return position + offset;
  }

  /** Whether the field is there. */
  public boolean has(int number) throws TfliteFormatException {
    return field(number, 1) >= 0;
  }

  /** A signed byte. */
  public int i8(int number, int otherwise) throws TfliteFormatException {
    long at = field(number, 1);
    return at < 0 ? otherwise : file.i8(at, what);
  }

  /** A signed number of 16 bits. */
  public int i16(int number, int otherwise) throws TfliteFormatException {
    long at = field(number, 2);
    return at < 0 ? otherwise : file.i16(at, what);
  }

  /** A floating point number of 32 bits. */
  public float f32(int number) throws TfliteFormatException {
    long at = field(number, 4);
    return at < 0 ? 0 : Float.intBitsToFloat(file.i32(at, what));
  }

  /** An unsigned number of 8 bits, 0 when absent. */
  public int u8(int number) throws TfliteFormatException {
    return Byte.toUnsignedInt((byte) i8(number, 0));
  }

  /** A signed number of 32 bits. */
  public int i32(int number, int otherwise) throws TfliteFormatException {
    long at = field(number, 4);
    return at < 0 ? otherwise : file.i32(at, what);
  }

  /** An unsigned index or count. */
  public long u32(int number) throws TfliteFormatException {
    long at = field(number, 4);
    return at < 0 ? 0 : file.u32(at, what);
  }

  /** A 64-bit offset or size; negative when it is above 2⁶³. */
  public long u64(int number) throws TfliteFormatException {
    long at = field(number, 8);
    return at < 0 ? 0 : file.i64(at, what);
  }

  /** Text in UTF-8; broken sequences become the replacement character. */
  public Optional<String> text(int number) throws TfliteFormatException {
    Span span = vector(number, 1);
    if (span.length() > MAX_TEXT) {
      throw new TfliteFormatException(what + " holds a text of " + span.length() + " bytes");
    }
    if (!span.present()) {
      return Optional.empty();
    }
    // Readers in C run on to the zero behind the text.
    if (file.i8(span.start() + span.length(), what) != 0) {
      throw new TfliteFormatException(what + " holds a text without its end");
    }
    file.spend(2L * span.length() + BOXED_COST);
    byte[] utf8 = file.copy(span.start(), (int) span.length(), what);
    return Optional.of(new String(utf8, StandardCharsets.UTF_8));
  }

  /** Where a vector of bytes, or a text, lies in its file; empty when absent. */
  public Optional<ByteRange> range(int number) throws TfliteFormatException {
    Span span = vector(number, 1);
    return span.present()
        ? Optional.of(new ByteRange(span.start(), span.length()))
        : Optional.empty();
  }

  /** Where the texts of a vector lie in its file; they may hold any bytes. */
  public List<ByteRange> texts(int number) throws TfliteFormatException {
    Span span = vector(number, 4);
    file.spend(span.length() * TABLE_COST);
    List<ByteRange> ranges = new ArrayList<>((int) span.length());
    for (long i = 0; i < span.length(); i++) {
      long start = file.indirect(span.start() + 4 * i, what);
      long length = file.u32(start, what);
      file.inside(start + 4, length, what);
      ranges.add(new ByteRange(start + 4, length));
    }
    return ranges;
  }

  /** Where a field of this many bytes lies in its file; empty when absent. */
  public Optional<ByteRange> position(int number, int bytes) throws TfliteFormatException {
    long at = field(number, bytes);
    return at < 0 ? Optional.empty() : Optional.of(new ByteRange(at, bytes));
  }

  /** A vector of numbers of 32 bits. */
  public List<Integer> ints(int number) throws TfliteFormatException {
    Span span = vector(number, 4);
    file.spend(span.length() * BOXED_COST);
    List<Integer> values = new ArrayList<>((int) span.length());
    for (long i = 0; i < span.length(); i++) {
      values.add(file.i32(span.start() + 4 * i, what));
    }
    return values;
  }

  List<Float> floats(int number) throws TfliteFormatException {
    Span span = vector(number, 4);
    file.spend(span.length() * BOXED_COST);
    List<Float> values = new ArrayList<>((int) span.length());
    for (long i = 0; i < span.length(); i++) {
      values.add(Float.intBitsToFloat(file.i32(span.start() + 4 * i, what)));
    }
    return values;
  }

  List<Long> longs(int number) throws TfliteFormatException {
    Span span = vector(number, 8);
    file.spend(span.length() * BOXED_COST);
    List<Long> values = new ArrayList<>((int) span.length());
    for (long i = 0; i < span.length(); i++) {
      values.add(file.i64(span.start() + 8 * i, what));
    }
    return values;
  }

  /** A table within; {@code name} is for messages. */
  public Optional<FlatTable> table(int number, String name) throws TfliteFormatException {
    long at = field(number, 4);
    return at < 0
        ? Optional.empty()
        : Optional.of(new FlatTable(file, file.indirect(at, what), name));
  }

  /** A vector of tables; {@code name} is for messages. */
  public List<FlatTable> tables(int number, String name) throws TfliteFormatException {
    Span span = vector(number, 4);
    file.spend(span.length() * TABLE_COST);
    List<FlatTable> tables = new ArrayList<>((int) span.length());
    for (long i = 0; i < span.length(); i++) {
      String each = name + " " + i;
      tables.add(new FlatTable(file, file.indirect(span.start() + 4 * i, each), each));
    }
    return tables;
  }

  private record Span(long start, long length, boolean present) {}

  private Span vector(int number, int elementBytes) throws TfliteFormatException {
    long at = field(number, 4);
    if (at < 0) {
      return new Span(0, 0, false);
    }
    long start = file.indirect(at, what);
    long length = file.u32(start, what);
    file.inside(start + 4, length * elementBytes, what);
    return new Span(start + 4, length, true);
  }
}
