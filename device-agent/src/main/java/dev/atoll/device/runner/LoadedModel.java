package dev.atoll.device.runner;

import dev.atoll.device.wire.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/** A model that can run. Not safe for several threads. */
interface LoadedModel extends AutoCloseable {
  /** In the order of {@link #invoke}. */
  List<TensorSpec> inputs();

  /** In the order of {@link #output}. */
  List<TensorSpec> outputs();

  /** Which kernels run it, for people. */
  String kernels();

  /**
   * Runs once.
   *
   * @param inputs of exactly the sizes of {@link #inputs}
   * @return nanoseconds in the interpreter
   * @throws RefusedException BadRequest for wrong inputs, InferenceFailed
   */
  long invoke(List<ByteBuffer> inputs) throws RefusedException;

  /** A copy of the values of this output after the last run, little endian. */
  ByteBuffer output(int index);

  @Override
  void close();
}
