package dev.atoll.device.runner;

import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/** An input or output tensor: what it is, and its memory in the interpreter's arena. */
record LiteTensor(TensorSpec spec, ByteBuffer memory) {
  static LiteTensor of(TfLiteTensor tensor) throws RefusedException {
    BytePointer named = tensor.name();
    String name = named == null || named.isNull() ? "" : named.getString();
    List<Integer> shape = new ArrayList<>();
    for (int d = 0; d < tensor.dims().size(); d++) {
      shape.add(tensor.dims().data(d));
    }
    TensorSpec spec =
        new TensorSpec(
            name,
            type(name, tensor.type()),
            shape,
            tensor.params().scale(),
            tensor.params().zero_point());
    if (spec.bytes() != tensor.bytes() || spec.bytes() <= 0) {
      throw failed(
          "tensor %s has %d bytes, its shape %s and type say %d"
              .formatted(name, tensor.bytes(), shape, spec.bytes()));
    }
    return new LiteTensor(spec, memory(name, tensor));
  }

  /** A fresh view of the memory. */
  ByteBuffer view() {
    return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer memory(String name, TfLiteTensor tensor) throws RefusedException {
    Pointer data = tensor.data().data();
    if (data == null || data.isNull()) {
      throw failed("tensor " + name + " has no fixed memory: its size must not depend on data");
    }
    return new BytePointer(data).capacity(tensor.bytes()).asByteBuffer();
  }

  private static DataType type(String name, int type) throws RefusedException {
    return switch (type) {
      case tensorflowlite.kTfLiteBool -> DataType.BOOL;
      case tensorflowlite.kTfLiteUInt8 -> DataType.UINT8;
      case tensorflowlite.kTfLiteInt8 -> DataType.INT8;
      case tensorflowlite.kTfLiteInt32 -> DataType.INT32;
      case tensorflowlite.kTfLiteInt64 -> DataType.INT64;
      case tensorflowlite.kTfLiteFloat32 -> DataType.FP32;
      default ->
          throw failed(
              "tensor %s has the element type %d; BOOL, UINT8, INT8, INT32, INT64 and FP32 can be served"
                  .formatted(name, type));
    };
  }

  private static RefusedException failed(String message) {
    return new RefusedException(Reply.Cause.LoadFailed, message);
  }
}
