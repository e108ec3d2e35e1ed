package dev.atoll.device.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** What the runner answers. */
public sealed interface Reply {
  /**
   * To Ping.
   *
   * @param runtime version of TensorFlow Lite
   */
  record Pong(String runtime) implements Reply {}

  /**
   * To Load.
   *
   * @param kernels which kernels run the model, for people
   */
  record Loaded(List<TensorSpec> inputs, List<TensorSpec> outputs, String kernels)
      implements Reply {
    /** Copies the lists. */
    public Loaded {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * To Infer.
   *
   * @param nanos time in the interpreter
   * @param outputs in the model's order, little endian
   */
  record Inferred(long nanos, List<ByteBuffer> outputs) implements Reply {}

  /** To Unload. */
  record Unloaded() implements Reply {}

  /** To anything that cannot be done; the runner and the connection go on. */
  record Refused(Cause cause, String message) implements Reply {}

  /** Why something was refused. */
  enum Cause {
    /** The request itself is wrong. */
    BadRequest,
    /** No model of that id is loaded. */
    UnknownModel,
    /** The file cannot be loaded. */
    LoadFailed,
    /** The interpreter reports an error. */
    InferenceFailed,
    /** There is not enough memory. */
    OutOfMemory
  }
}
