package dev.atoll.compiler.adapt;

import dev.atoll.compiler.accuracy.Measured;
import dev.atoll.compiler.edgetpu.Outcomes;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.compiler.tensorflow.Comparer;
import dev.atoll.compiler.tensorflow.Comparison;
import dev.atoll.compiler.tensorflow.StageInput;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.adapt.Adaptation;
import dev.atoll.tflite.adapt.VersionAdapter;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import dev.atoll.tflite.edgetpu.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes an 8-bit model readable for the Edge TPU compiler, and foretells what it will make of it.
 */
public final class EdgeTpuInput {
  private static final int NEWEST_RUNTIME = 14;

  /** The compiler took 362 s for 812 MB, in vain; the chip holds 8 MiB. */
  private static final long LARGEST = 512L << 20;

  private final Comparer comparer;

  /** Proves with this that nothing was changed. */
  public EdgeTpuInput(Comparer comparer) {
    this.comparer = comparer;
  }

  /**
   * What the compiler gets.
   *
   * @param adapted null when the model itself is to be compiled
   * @param analysis of the file to be compiled
   */
  public record Prepared(
      @Nullable Path adapted, AdaptationReport adaptation, EdgeTpuAnalysis analysis) {}

  /**
   * Prepares; NotMappable when more is demanded than can be, before anything is compiled.
   *
   * @param input whose evaluation data, if any, the adapted file is measured on
   * @param work an empty or missing folder
   */
  public Outcome<Prepared> prepare(
      Path model, StageInput input, @Nullable EdgeTpu wanted, Path work)
      throws IOException, InterruptedException {
    return Outcome.of(() -> prepared(model, input, wanted, work));
  }

  private Prepared prepared(Path model, StageInput input, @Nullable EdgeTpu wanted, Path work)
      throws RefusedException, IOException, InterruptedException {
    Files.createDirectories(work);
    if (Files.size(model) > LARGEST) {
      throw new RefusedException(
          Refusal.last(
              Reason.NotMappable,
              "the model has %d MiB, far more than an Edge TPU can use: leave EdgeTpu out of the"
                      .formatted(Files.size(model) >> 20)
                  + " variants, or make the model smaller"));
    }
    try {
      Adaptation adaptation = VersionAdapter.adapt(Files.readAllBytes(model));
      EdgeTpuAnalysis analysis =
          EdgeTpuAnalyzer.analyze(
              TfliteModel.read(ByteBuffer.wrap(adaptation.model())), runtime(wanted));
      demands(wanted, analysis);
      if (!adaptation.changed()) {
        return new Prepared(null, report(adaptation, null), analysis);
      }
      Path adapted = Files.write(work.resolve("adapted.tflite"), adaptation.model());
      return new Prepared(
          adapted, report(adaptation, proof(model, adapted, input, work)), analysis);
    } catch (TfliteFormatException e) {
      throw new RefusedException(
          Refusal.last(
              Reason.UnsupportedSource,
              "the model cannot be adapted for the Edge TPU compiler: "
                  + Plain.text(String.valueOf(e.getMessage()))
                  + "; convert it again"),
          e);
    }
  }

  private static int runtime(@Nullable EdgeTpu wanted) {
    Integer oldest = wanted == null ? null : wanted.minRuntimeVersion();
    return oldest == null ? NEWEST_RUNTIME : oldest;
  }

  private static void demands(@Nullable EdgeTpu wanted, EdgeTpuAnalysis analysis)
      throws RefusedException {
    int least = wanted == null ? 0 : wanted.leastPercent();
    long mapped = analysis.count(Place.EdgeTpu);
    int total = analysis.operators().size();
    if (100 * mapped < (long) least * total) {
      throw new RefusedException(Outcomes.tooFew("at most", mapped, total, least, analysis));
    }
  }

  private AdaptationReport.Proof proof(Path model, Path adapted, StageInput input, Path work)
      throws RefusedException, IOException, InterruptedException {
    Comparison comparison =
        switch (comparer.compare(model, adapted, input, work.resolve("compare"))) {
          case Outcome.Done<Comparison>(Comparison done) -> done;
          case Outcome.Refused<Comparison>(Refusal refusal) -> throw new RefusedException(refusal);
        };
    Comparison.Difference difference = comparison.difference();
    if (difference != null) {
      // Never seen; a model that computes something else must not reach a device.
      throw new RefusedException(
          Refusal.last(
              Reason.InternalError,
              "the file adapted for the Edge TPU compiler computes something else than the model"
                  + " ("
                  + Plain.text(difference.message())
                  + "): leave EdgeTpu out of the variants, and report the model's operators"));
    }
    Measured evaluation = comparison.evaluation();
    return new AdaptationReport.Proof(
        comparison.samples(),
        comparison.kernels(),
        evaluation == null ? 0 : evaluation.samples(),
        evaluation == null ? 0 : evaluation.quantizedRight());
  }

  private static AdaptationReport report(
      Adaptation adaptation, AdaptationReport.@Nullable Proof proof) {
    return new AdaptationReport(
        adaptation.lowered(),
        adaptation.kept().stream().map(k -> Plain.text(k.message())).toList(),
        adaptation.silenced(),
        adaptation.fixedBatches(),
        proof);
  }
}
