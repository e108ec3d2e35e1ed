package dev.atoll.tflite;

/** Element types in the order of the schema's codes. */
public enum TensorType {
  FLOAT32(32),
  FLOAT16(16),
  INT32(32),
  UINT8(8),
  INT64(64),
  STRING(0),
  BOOL(8),
  INT16(16),
  COMPLEX64(64),
  INT8(8),
  FLOAT64(64),
  COMPLEX128(128),
  UINT64(64),
  RESOURCE(0),
  VARIANT(0),
  UINT32(32),
  UINT16(16),
  INT4(4),
  BFLOAT16(16),
  INT2(2),
  UINT4(4);

  private static final TensorType[] BY_CODE = values();

  private final int bits;

  TensorType(int bits) {
    this.bits = bits;
  }

  /** Bits of one element; 0 when elements have no fixed size. */
  public int bits() {
    return bits;
  }

  /** True for real and complex floating point. */
  public boolean isFloat() {
    return switch (this) {
      case FLOAT16, FLOAT32, FLOAT64, BFLOAT16, COMPLEX64, COMPLEX128 -> true;
      default -> false;
    };
  }

  static TensorType of(int code) throws TfliteFormatException {
    if (code < 0 || code >= BY_CODE.length) {
      throw new TfliteFormatException(
          "a tensor has the type code " + code + ", which this version does not know");
    }
    return BY_CODE[code];
  }
}
