package dev.atoll.device.runner;

import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.OpResolver;

/** One interpreter with all that it needs; the fields keep the natives alive. */
final class LiteModel implements LoadedModel {
  private final FlatBufferModel model;
  private final OpResolver resolver;
  private final InterpreterBuilder builder;
  private final Interpreter interpreter;
  private final String kernels;
  private final List<LiteTensor> inputs = new ArrayList<>();
  private final List<LiteTensor> outputs = new ArrayList<>();

  /** Takes over model and resolver, also when it fails. */
  LiteModel(FlatBufferModel model, OpResolver resolver, int threads, String kernels)
      throws RefusedException {
    this.model = model;
    this.resolver = resolver;
    this.kernels = kernels;
    this.interpreter = new Interpreter((Pointer) null);
    this.builder = new InterpreterBuilder(model, resolver);
    try {
      prepare(threads);
    } catch (RefusedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void prepare(int threads) throws RefusedException {
    builder.SetNumThreads(threads);
    int status = builder.apply(interpreter);
    if (status != 0 || interpreter.isNull()) {
      throw failed("the interpreter cannot be built (status " + status + "); its log says why");
    }
    status = interpreter.AllocateTensors();
    if (status != 0) {
      throw failed("the tensors cannot be allocated (status " + status + "); its log says why");
    }
    // inputs() and outputs() hand out copies that must be closed.
    try (var in = interpreter.inputs();
        var out = interpreter.outputs()) {
      for (int i = 0; i < in.capacity(); i++) {
        inputs.add(LiteTensor.of(interpreter.input_tensor(i)));
      }
      for (int i = 0; i < out.capacity(); i++) {
        outputs.add(LiteTensor.of(interpreter.output_tensor(i)));
      }
    }
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs.stream().map(LiteTensor::spec).toList();
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs.stream().map(LiteTensor::spec).toList();
  }

  @Override
  public String kernels() {
    return kernels;
  }

  @Override
  public long invoke(List<ByteBuffer> values) throws RefusedException {
    if (values.size() != inputs.size()) {
      throw bad("the model has " + inputs.size() + " inputs, not " + values.size());
    }
    for (int i = 0; i < values.size(); i++) {
      // A shorter input would silently leave old values in the tensor.
      TensorSpec spec = inputs.get(i).spec();
      if (values.get(i).remaining() != spec.bytes()) {
        throw bad(
            "input %s has %d bytes, not %d"
                .formatted(spec.name(), spec.bytes(), values.get(i).remaining()));
      }
      inputs.get(i).view().put(values.get(i).duplicate());
    }
    long start = System.nanoTime();
    int status = interpreter.Invoke();
    long nanos = System.nanoTime() - start;
    if (status != 0) {
      throw new RefusedException(
          Reply.Cause.InferenceFailed, "the interpreter ends with status " + status);
    }
    return nanos;
  }

  @Override
  public ByteBuffer output(int index) {
    ByteBuffer view = outputs.get(index).view();
    return ByteBuffer.allocate(view.remaining()).order(ByteOrder.LITTLE_ENDIAN).put(view).flip();
  }

  @Override
  public void close() {
    // This order: the interpreter uses all the others.
    interpreter.close();
    builder.close();
    resolver.close();
    model.close();
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Reply.Cause.BadRequest, message);
  }

  private static RefusedException failed(String message) {
    return new RefusedException(Reply.Cause.LoadFailed, message);
  }
}
