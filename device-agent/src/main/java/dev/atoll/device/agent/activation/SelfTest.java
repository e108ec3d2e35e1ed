package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.serving.LatencyRecorder;
import dev.atoll.device.agent.supervisor.RefusedException;
import dev.atoll.device.agent.supervisor.Runner;
import dev.atoll.device.agent.supervisor.RunnerGoneException;
import dev.atoll.device.wire.Reply;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a loaded model on its golden samples, then measures it. */
final class SelfTest {
  /** Enough inferences of a fast model are done before; a slow one is not measured longer. */
  private static final Duration BUDGET = Duration.ofSeconds(5);

  /** A fast model is measured at least so long. */
  private static final Duration LEAST = Duration.ofMillis(200);

  private final Runner runner;
  private final String modelId;
  private final Golden golden;
  private final GoldenComparison comparison;

  SelfTest(Runner runner, String modelId, Golden golden, Reply.Loaded loaded) {
    this.runner = runner;
    this.modelId = modelId;
    this.golden = golden;
    this.comparison = new GoldenComparison(golden, loaded.inputs(), loaded.outputs());
  }

  /** Inputs for a probe while the model serves. */
  List<ByteBuffer> probe() {
    return comparison.inputs(golden.samples().getFirst());
  }

  /** Passes when all outputs are within the tolerance. */
  void compare() throws UnfitException, InterruptedException {
    int number = 0;
    for (Sample sample : golden.samples()) {
      number++;
      try {
        Reply.Inferred reply = run(comparison.inputs(sample));
        Optional<String> difference = comparison.difference(sample, reply.outputs());
        if (difference.isPresent()) {
          throw new UnfitException(
              Reason.SelfTestFailed,
              "golden sample %d of %d: %s (computed with %s)"
                  .formatted(number, golden.samples().size(), difference.get(), golden.kernels()));
        }
      } catch (IllegalArgumentException e) {
        throw new UnfitException(Reason.SelfTestFailed, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * Passes when the model is fast enough.
   *
   * @param cancelled ends the measurement early; its result does not matter then
   */
  Figures measure(@Nullable Duration target, BooleanSupplier cancelled)
      throws UnfitException, InterruptedException {
    LatencyRecorder times = new LatencyRecorder();
    List<Sample> samples = golden.samples();
    long begun = System.nanoTime();
    for (int i = 0; i < LatencyVerdict.ENOUGH && !cancelled.getAsBoolean(); i++) {
      times.add(run(comparison.inputs(samples.get(i % samples.size()))).nanos());
      Optional<Failure> slow = LatencyVerdict.tooSlow(times, target);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (slow.isEmpty() && took.compareTo(BUDGET) > 0) {
        slow = LatencyVerdict.tooSlowInTime(times, target);
      }
      if (slow.isPresent()) {
        throw new UnfitException(slow.get().reason(), slow.get().message());
      }
      boolean clean = target == null || times.above(target) == 0;
      if (times.count() >= LatencyVerdict.LEAST && took.compareTo(LEAST) > 0 && clean) {
        break;
      }
    }
    return times.figures();
  }

  private Reply.Inferred run(List<ByteBuffer> inputs) throws UnfitException, InterruptedException {
    try {
      return runner.inferOnce(modelId, inputs);
    } catch (RefusedException e) {
      throw new UnfitException(
          e.why() == Reply.Cause.OutOfMemory ? Reason.OutOfMemory : Reason.SelfTestFailed,
          String.valueOf(e.getMessage()),
          e);
    } catch (RunnerGoneException e) {
      throw new UnfitException(Reason.RunnerCrashed, "during the self-test: " + e.getMessage(), e);
    }
  }
}
