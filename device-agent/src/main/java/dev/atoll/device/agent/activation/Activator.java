package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.serving.Servable;
import dev.atoll.device.agent.supervisor.RefusedException;
import dev.atoll.device.agent.supervisor.Runner;
import dev.atoll.device.agent.supervisor.RunnerGoneException;
import dev.atoll.device.wire.Reply;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Loads a revision from the disk into the runner, beside what is served, and tests it. */
public final class Activator {
  private static final int MAX_QUEUE = 32;

  private final Artifacts artifacts;
  private final Runner runner;
  private final AtomicLong loads = new AtomicLong();

  /** From the disk into the runner. */
  public Activator(Artifacts artifacts, Runner runner) {
    this.artifacts = artifacts;
    this.runner = runner;
  }

  /** How thorough the test is. */
  enum Thoroughness {
    /** Outputs and latency. */
    Full,
    /** Outputs only: it was proven on this device before. */
    OutputsOnly
  }

  /**
   * Loads and tests; what does not pass is unloaded again.
   *
   * @param model its name, for the runner's log
   */
  Candidate activate(
      String model, Deployment what, Thoroughness thoroughness, BooleanSupplier cancelled)
      throws UnfitException, InterruptedException {
    Artifacts.OnDisk onDisk = artifacts.open(what);
    rangeCheck(onDisk.model());
    String modelId = model + "@" + what.revision() + "#" + loads.incrementAndGet();
    Reply.Loaded loaded = load(modelId, onDisk.model());
    boolean passed = false;
    try {
      SelfTest test = new SelfTest(runner, modelId, onDisk.golden(), loaded);
      test.compare();
      Figures figures =
          thoroughness == Thoroughness.Full
              ? test.measure(what.latencyTarget(), cancelled)
              : new Figures(Duration.ZERO, Duration.ZERO, 0);
      passed = true;
      return new Candidate(
          new Servable(runner, modelId, what.revision(), loaded, MAX_QUEUE),
          onDisk.variant(),
          figures,
          test.probe());
    } finally {
      if (!passed) {
        runner.unload(modelId);
      }
    }
  }

  private static void rangeCheck(Path model) throws UnfitException {
    try {
      RangeCheck.require(TfliteModel.read(model));
    } catch (TfliteFormatException | IOException e) {
      throw new UnfitException(Reason.LoadFailed, "the model is not sound: " + e.getMessage(), e);
    }
  }

  private Reply.Loaded load(String modelId, Path file) throws UnfitException, InterruptedException {
    try {
      return runner.load(modelId, file);
    } catch (RefusedException e) {
      throw new UnfitException(
          e.why() == Reply.Cause.OutOfMemory ? Reason.OutOfMemory : Reason.LoadFailed,
          String.valueOf(e.getMessage()),
          e);
    } catch (RunnerGoneException e) {
      throw new UnfitException(
          Reason.RunnerCrashed, "while the model was loaded: " + e.getMessage(), e);
    }
  }
}
