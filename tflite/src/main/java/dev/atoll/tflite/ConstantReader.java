package dev.atoll.tflite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is worth knowing of constant data without keeping it. Many tensors may share one large
 * buffer, so all looks together read no more than twice the file.
 */
final class ConstantReader {
  private final FlatFile file;
  private long left;

  ConstantReader(FlatFile file) {
    this.file = file;
    this.left = 2L * file.size();
  }

  /** The elements of a short vector of integers, else none. */
  List<Long> values(TensorType type, ByteRange data) throws TfliteFormatException {
    int width = type.bits() / 8;
    boolean integers =
        switch (type) {
          case INT8, UINT8, INT16, INT32, INT64 -> true;
          default -> false;
        };
    if (!integers || data.length() == 0 || data.length() > (long) width * Tensor.MAX_VALUES) {
      return List.of();
    }
    file.spend(24 * data.length() / width);
    List<Long> values = new ArrayList<>();
    for (long at = data.start(); at + width <= data.start() + data.length(); at += width) {
      values.add(element(type, at));
    }
    return values;
  }

  private long element(TensorType type, long at) throws TfliteFormatException {
    return switch (type) {
      case INT8 -> file.i8(at, "a constant");
      case UINT8 -> Byte.toUnsignedLong(file.i8(at, "a constant"));
      case INT16 -> (short) file.u16(at, "a constant");
      case INT32 -> file.i32(at, "a constant");
      default -> file.i64(at, "a constant");
    };
  }

  /** The byte that all the data consists of, as stored; null when there are several, or none. */
  @Nullable Integer fill(TensorType type, ByteRange data) throws TfliteFormatException {
    boolean wanted =
        type == TensorType.INT8 || type == TensorType.UINT8 || type == TensorType.INT32;
    if (data.length() == 0 || !wanted) {
      return null;
    }
    byte first = file.i8(data.start(), "a constant");
    for (long i = 1; i < data.length(); i++) {
      if (--left < 0 || file.i8(data.start() + i, "a constant") != first) {
        return null;
      }
    }
    return type == TensorType.UINT8 ? Byte.toUnsignedInt(first) : first;
  }
}
