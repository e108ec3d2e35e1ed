package dev.atoll.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a FlatBuffer, with a budget: offsets may point anywhere, so a small file can claim a
 * million tables in the same place. What is made of it on the heap is bounded here.
 */
final class FlatFile {
  /** About what the records of one model may take on the heap, in bytes. */
  static final long MAX_HEAP = 24L * 1024 * 1024;

  private final ByteBuffer bytes;
  private long spent;

  FlatFile(ByteBuffer source) {
    this.bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit();
  }

  /** Counts what a read value takes on the heap. */
  void spend(long heapBytes) throws TfliteFormatException {
    spent += heapBytes;
    if (spent > MAX_HEAP) {
      throw new TfliteFormatException(
          "the model's structure needs more than " + MAX_HEAP + " bytes of memory");
    }
  }

  /** Refuses a range that is not wholly inside the file. */
  void inside(long at, long length, String what) throws TfliteFormatException {
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

  int u16(long at, String what) throws TfliteFormatException {
    inside(at, 2, what);
    return Short.toUnsignedInt(bytes.getShort((int) at));
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

  /** Where the offset that stands at {@code at} points. */
  long indirect(long at, String what) throws TfliteFormatException {
    return at + u32(at, what);
  }

  byte[] copy(long at, int length, String what) throws TfliteFormatException {
    inside(at, length, what);
    byte[] copy = new byte[length];
    bytes.get((int) at, copy);
    return copy;
  }
}
