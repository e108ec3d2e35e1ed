package dev.atoll.device.agent.supervisor;

import dev.atoll.device.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the rest of the agent can do with the runner. Safe for many threads. */
public interface Runner {
  /**
   * Loads a model, and loads it again whenever the runner is started anew.
   *
   * @param modelId chosen by the caller, new for each load
   * @throws RunnerGoneException when the runner dies while it loads; the model is not loaded then
   */
  Reply.Loaded load(String modelId, Path file)
      throws RefusedException, RunnerGoneException, InterruptedException;

  /** Unloads it; none of that id is no error. */
  void unload(String modelId) throws InterruptedException;

  /**
   * Runs the model once. When the runner dies meanwhile, the request is sent again to the next one,
   * but only once: the request itself may be the cause.
   *
   * @param patience how long to wait in all
   * @throws RunnerGoneException when there is no answer in time, or two runners died over it
   */
  Reply.Inferred infer(String modelId, List<ByteBuffer> inputs, Duration patience)
      throws RefusedException, RunnerGoneException, InterruptedException;

  /**
   * Runs the model once, on the runner of now: for models that are not trusted yet.
   *
   * @throws RunnerGoneException when the runner dies or hangs over this request
   */
  Reply.Inferred inferOnce(String modelId, List<ByteBuffer> inputs)
      throws RefusedException, RunnerGoneException, InterruptedException;
}
