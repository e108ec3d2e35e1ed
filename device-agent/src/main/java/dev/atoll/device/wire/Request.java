package dev.atoll.device.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** What the agent asks its runner. */
public sealed interface Request {
  /** Are you there? */
  record Ping() implements Request {}

  /**
   * Load this file under this id, which must be free.
   *
   * @param threads of the interpreter, at least 1
   */
  record Load(String modelId, String path, int threads) implements Request {}

  /**
   * Run the model once.
   *
   * @param inputs one for each input, in the model's order, little endian
   */
  record Infer(String modelId, List<ByteBuffer> inputs) implements Request {}

  /** Forget the model; an unknown one is no error. */
  record Unload(String modelId) implements Request {}
}
