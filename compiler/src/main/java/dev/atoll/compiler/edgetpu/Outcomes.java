package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.tflite.compilerlog.CompilerOutcome;
import dev.atoll.tflite.edgetpu.CompilerRefusal;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import dev.atoll.tflite.edgetpu.PlacementReason;
import java.time.Duration;
import java.util.Optional;

/** What a compile that came to nothing means for people. */
public final class Outcomes {
  private Outcomes() {}

  static Refusal missing() {
    return Refusal.last(
        Reason.CompilerMissing,
        "the model is to be compiled for the Edge TPU, and this installation has no"
            + " edgetpu_compiler, whose licence forbids shipping it: build the compiler image (see"
            + " the guide) and name the program in ATOLL_EDGETPU_COMPILER, or leave EdgeTpu out of"
            + " spec.variants");
  }

  static Refusal notThere(String program) {
    return Refusal.last(
        Reason.CompilerMissing,
        "ATOLL_EDGETPU_COMPILER names %s, which is no program that can be run: check the compiler"
                .formatted(Plain.text(program))
            + " image");
  }

  static Refusal timeout(Duration budget) {
    return Refusal.last(
        Reason.CompileTimeout,
        "edgetpu_compiler did not end within %d s and was ended: make the model smaller, or raise"
                .formatted(budget.toSeconds())
            + " ATOLL_EDGETPU_DEADLINE");
  }

  /** With what the analyzer knew before, when it knew something. */
  static Refusal failed(CompilerOutcome.Failed failed, String when, EdgeTpuAnalysis analysis) {
    String foretold =
        analysis.refusals().stream()
            .findFirst()
            .map(CompilerRefusal::message)
            .map(m -> "; foretold: " + Plain.text(m))
            .orElse("");
    return Refusal.last(
        Reason.CompilerFailed,
        "edgetpu_compiler refuses the model%s with %s (%s): %s%s"
            .formatted(
                when,
                failed.reason(),
                failed.message().isBlank() ? "it says nothing" : Plain.text(failed.message()),
                Plain.text(failed.advice()),
                foretold));
  }

  static Refusal stub(String why) {
    return Refusal.last(
        Reason.CompilerFailed,
        "edgetpu_compiler says that it succeeded, but what it left is no compiled model ("
            + why
            + "): compile it by hand and report the case with the model");
  }

  static Refusal nothingMapped(EdgeTpuAnalysis analysis) {
    return Refusal.last(
        Reason.NotMappable,
        "edgetpu_compiler ended well and put no operator on the Edge TPU: " + cause(analysis));
  }

  /** Less than {@code edgeTpu.minMappedOps}. */
  public static Refusal tooFew(
      String when, long mapped, long total, int leastPercent, EdgeTpuAnalysis analysis) {
    return Refusal.last(
        Reason.NotMappable,
        "edgeTpu.minMappedOps asks for %d%%, %s %d of %d operators (%d%%) run on the Edge TPU: %s"
            .formatted(
                leastPercent,
                when,
                mapped,
                total,
                total == 0 ? 0 : 100 * mapped / total,
                cause(analysis)));
  }

  /** The first operator that keeps others off the Edge TPU, with what to change. */
  private static String cause(EdgeTpuAnalysis analysis) {
    Optional<OperatorPlacement> first =
        analysis.operators().stream()
            .filter(o -> o.place() == Place.Cpu && o.reason() != PlacementReason.AfterCpuOperator)
            .findFirst();
    return first
        .map(o ->
            "%s (operator %d): %s".formatted(Plain.text(o.op()), o.index(), Plain.text(o.advice())))
        .orElse("see the operators in the report of atoll analyze");
  }
}
