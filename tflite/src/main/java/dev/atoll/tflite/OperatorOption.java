package dev.atoll.tflite;

import java.util.List;

/**
 * The options of built-in operators that something here asks for: which table of the schema's union
 * BuiltinOptions, which field of it, and what holds when the field is absent.
 */
public enum OperatorOption {
  CONV_2D_PADDING(1, 0, Width.BYTE, 0),
  CONV_2D_STRIDE_W(1, 1, Width.INT, 0),
  CONV_2D_STRIDE_H(1, 2, Width.INT, 0),
  CONV_2D_ACTIVATION(1, 3, Width.BYTE, 0),
  CONV_2D_DILATION_W(1, 4, Width.INT, 1),
  CONV_2D_DILATION_H(1, 5, Width.INT, 1),
  DEPTHWISE_PADDING(2, 0, Width.BYTE, 0),
  DEPTHWISE_STRIDE_W(2, 1, Width.INT, 0),
  DEPTHWISE_STRIDE_H(2, 2, Width.INT, 0),
  DEPTHWISE_MULTIPLIER(2, 3, Width.INT, 0),
  DEPTHWISE_ACTIVATION(2, 4, Width.BYTE, 0),
  DEPTHWISE_DILATION_W(2, 5, Width.INT, 1),
  DEPTHWISE_DILATION_H(2, 6, Width.INT, 1),
  POOL_STRIDE_W(5, 1, Width.INT, 0),
  POOL_STRIDE_H(5, 2, Width.INT, 0),
  POOL_FILTER_W(5, 3, Width.INT, 0),
  POOL_FILTER_H(5, 4, Width.INT, 0),
  POOL_ACTIVATION(5, 5, Width.BYTE, 0),
  DENSE_ACTIVATION(8, 0, Width.BYTE, 0),
  DENSE_WEIGHTS_FORMAT(8, 1, Width.BYTE, 0),
  DENSE_KEEP_NUM_DIMS(8, 2, Width.BYTE, 0),
  CONCATENATION_AXIS(10, 0, Width.INT, 0),
  CONCATENATION_ACTIVATION(10, 1, Width.BYTE, 0),
  LSTM_KERNEL(14, 3, Width.BYTE, 0),
  RESIZE_BILINEAR_ALIGN_CORNERS(15, 2, Width.BYTE, 0),
  RESIZE_BILINEAR_HALF_PIXEL(15, 3, Width.BYTE, 0),
  REDUCE_KEEP_DIMS(27, 0, Width.BYTE, 0),
  STRIDED_SLICE_ELLIPSIS_MASK(32, 2, Width.INT, 0),
  STRIDED_SLICE_NEW_AXIS_MASK(32, 3, Width.INT, 0),
  TRANSPOSE_CONV_STRIDE_W(49, 1, Width.INT, 0),
  TRANSPOSE_CONV_STRIDE_H(49, 2, Width.INT, 0),
  PACK_AXIS(59, 1, Width.INT, 0),
  SEQUENCE_LSTM_TIME_MAJOR(71, 3, Width.BYTE, 0),
  RESIZE_NEAREST_ALIGN_CORNERS(74, 0, Width.BYTE, 0),
  RESIZE_NEAREST_HALF_PIXEL(74, 1, Width.BYTE, 0);

  private enum Width {
    BYTE,
    INT
  }

  private static final List<OperatorOption> ALL = List.of(values());

  private final int table;
  private final int field;
  private final Width width;
  private final int otherwise;

  OperatorOption(int table, int field, Width width, int otherwise) {
    this.table = table;
    this.field = field;
    this.width = width;
    this.otherwise = otherwise;
  }

  /** What holds when the file says nothing. */
  public int otherwise() {
    return otherwise;
  }

  int table() {
    return table;
  }

  int field() {
    return field;
  }

  boolean isByte() {
    return width == Width.BYTE;
  }

  static List<OperatorOption> ofTable(int table) {
    return table == 0 ? List.of() : ALL.stream().filter(o -> o.table == table).toList();
  }

  int read(FlatTable options) throws TfliteFormatException {
    return width == Width.BYTE ? options.i8(field, otherwise) : options.i32(field, otherwise);
  }
}
