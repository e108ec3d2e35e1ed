package dev.atoll.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a FlatBuffer, with a budget: offsets may point anywhere, so a small file can claim a
 * million tables in the same place. What is made of it on the heap is bounded here. A part of the
 * file that is a FlatBuffer of its own draws on the same budget.
 */
public final class FlatFile {
  /** About what the records of one model may take on the heap, in bytes. */
  static final long MAX_HEAP = 24L * 1024 * 1024;

  /** Counted down by a file and its parts together. */
  private static final class Budget {
    private long spent;
  }

  private final ByteBuffer bytes;
  private final long base;
  private final Budget budget;

  /** From the buffer's position to its limit; the buffer is not changed. */
  public FlatFile(ByteBuffer source) {
    this(source.slice(), 0, new Budget());
  }

  private FlatFile(ByteBuffer bytes, long base, Budget budget) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
    this.budget = budget;
  }

  /**
   * A part of this file, in which positions count from its first byte.
   *
   * @throws TfliteFormatException when it is not wholly inside
   */
  public FlatFile part(ByteRange range, String what) throws TfliteFormatException {
    inside(range.start(), range.length(), what);
    return new FlatFile(
        bytes.slice((int) range.start(), (int) range.length()), base + range.start(), budget);
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.limit();
  }

  /** Where a position lies in the outermost file. */
  public long absolute(long at) {
    return base + at;
  }

  /**
   * Counts what a read value takes on the heap.
   *
   * @throws TfliteFormatException when the budget is spent
   */
  public void spend(long heapBytes) throws TfliteFormatException {
    budget.spent += heapBytes;
    if (budget.spent > MAX_HEAP) {
      throw new TfliteFormatException(
          "the model's structure needs more than " + MAX_HEAP + " bytes of memory");
    }
  }

  /** Refuses a range that is not wholly inside the file. */
  public void inside(long at, long length, String what) throws TfliteFormatException {
    if (at < 0 || length < 0 || at > size() || length > size() - at) {
      throw new TfliteFormatException(
          "%s lies at byte %d with %d bytes, outside the file of %d bytes"
              .formatted(what, at, length, size()));
    }
  }

  byte i8(long at, String what) throws TfliteFormatException {
    inside(at, 1, what);
    return bytes.get((int) at);
  }

  int i16(long at, String what) throws TfliteFormatException {
    inside(at, 2, what);
    return bytes.getShort((int) at);
  }

  int u16(long at, String what) throws TfliteFormatException {
    return i16(at, what) & 0xffff;
  }

  int i32(long at, String what) throws TfliteFormatException {
    inside(at, 4, what);
    return bytes.getInt((int) at);
  }

  long u32(long at, String what) throws TfliteFormatException {
    return Integer.toUnsignedLong(i32(at, what));
  }

  long i64(long at, String what) throws TfliteFormatException {
    inside(at, 8, what);
    return bytes.getLong((int) at);
  }

  /** An integer of 1, 2, 4 or 8 bytes; unsigned below 8. */
  public long unsigned(long at, int width, String what) throws TfliteFormatException {
    return switch (width) {
      case 1 -> i8(at, what) & 0xffL;
      case 2 -> u16(at, what);
      case 4 -> u32(at, what);
      default -> i64(at, what);
    };
  }

  /** Where the offset that stands at {@code at} points. */
  long indirect(long at, String what) throws TfliteFormatException {
    return at + u32(at, what);
  }

  /** A copy of some bytes. */
  public byte[] copy(long at, int length, String what) throws TfliteFormatException {
    inside(at, length, what);
    byte[] copy = new byte[length];
    bytes.get((int) at, copy);
    return copy;
  }
}
