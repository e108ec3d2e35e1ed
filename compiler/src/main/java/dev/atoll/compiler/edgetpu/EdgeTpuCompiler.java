package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Plain;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compiled.CompiledPackage;
import dev.atoll.tflite.compilerlog.CompilerFailure;
import dev.atoll.tflite.compilerlog.CompilerOutcome;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Compiles an 8-bit model for the Edge TPU, and believes the file that comes out. */
public final class EdgeTpuCompiler {
  private static final System.Logger LOG = System.getLogger(EdgeTpuCompiler.class.getName());

  /** Characters of the compiler's words that the log of a failed job shows. */
  private static final int LOGGED = 8_000;

  /** Characters of its version that are kept. */
  private static final int VERSION = 80;

  private final EdgeTpuSettings settings;
  private final InstantSource clock;

  /** Not started yet; that no compiler is there is said at the first run. */
  public EdgeTpuCompiler(EdgeTpuSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A compiled model.
   *
   * @param log of the run that made it, the same for equal inputs
   */
  public record Result(Path file, String log, EdgeTpuCompilation compilation) {}

  /**
   * Compiles, or says why not: CompilerMissing, CompileTimeout, CompilerFailed or NotMappable.
   *
   * @param analysis what was foretold of this very model
   * @param wanted null when nothing is demanded
   * @param work an empty folder
   */
  public Outcome<Result> compile(
      Path model, EdgeTpuAnalysis analysis, @Nullable EdgeTpu wanted, Path work)
      throws IOException, InterruptedException {
    return Outcome.of(() -> compiled(model, analysis, wanted, work));
  }

  private Result compiled(Path model, EdgeTpuAnalysis analysis, @Nullable EdgeTpu wanted, Path work)
      throws RefusedException, IOException, InterruptedException {
    Path compiler = settings.compiler();
    if (compiler == null) {
      throw new RefusedException(Outcomes.missing());
    }
    if (!Files.isRegularFile(compiler) || !Files.isExecutable(compiler)) {
      throw new RefusedException(Outcomes.notThere(compiler.toString()));
    }
    Files.createDirectories(work);
    Files.copy(model, work.resolve(CompilerCall.MODEL), StandardCopyOption.REPLACE_EXISTING);
    Integer oldest = wanted == null ? null : wanted.minRuntimeVersion();
    CompilerCall call =
        new CompilerCall(
            compiler, work, oldest == null ? OptionalInt.empty() : OptionalInt.of(oldest));
    Tries tries = new Tries(call, settings.deadline(), clock, analysis.operators().size());
    Tries.Last last = tries.untilItWorks();
    if (last.run().output().outcome() instanceof CompilerOutcome.Failed failed) {
      String text = last.run().text();
      LOG.log(
          Level.WARNING,
          "edgetpu_compiler failed:\n{0}",
          Plain.lines(text.substring(0, Math.min(text.length(), LOGGED))));
      throw new RefusedException(refusal(last, failed, analysis));
    }
    return result(model, last, analysis, wanted);
  }

  /** A search that fails too says less than the failure that it was to cure. */
  private Refusal refusal(
      Tries.Last last, CompilerOutcome.Failed failed, EdgeTpuAnalysis analysis) {
    CompilerOutcome.Failed first = last.first();
    boolean late = last.run().killed() || failed.reason() == CompilerFailure.CompileTimeout;
    if (first != null) {
      return Outcomes.failed(
          first,
          late
              ? " and, looking for a part that it can compile (--search_delegate), did not end in time"
              : " also with --search_delegate",
          analysis);
    }
    return late ? Outcomes.timeout(settings.deadline()) : Outcomes.failed(failed, "", analysis);
  }

  private static Result result(
      Path model, Tries.Last last, EdgeTpuAnalysis analysis, @Nullable EdgeTpu wanted)
      throws RefusedException, IOException {
    TfliteModel source = source(model);
    Path file =
        last.run()
            .file()
            .orElseThrow(() -> new RefusedException(Outcomes.stub("there is no file")));
    CompiledFile compiled =
        switch (CompiledFile.look(file)) {
          case CompiledFile.Look.Good(CompiledFile good) -> good;
          case CompiledFile.Look.NothingMapped _ ->
              throw new RefusedException(Outcomes.nothingMapped(analysis));
          case CompiledFile.Look.Stub(String why) -> throw new RefusedException(Outcomes.stub(why));
        };
    if (!compiled.hasEdgesOf(source)) {
      throw new RefusedException(
          Outcomes.stub("its inputs and outputs are not those of the model"));
    }
    EdgeTpuCompilation compilation = compilation(compiled, source.main(), last, analysis);
    demands(compilation, wanted, analysis);
    compilation.warnings().forEach(w -> LOG.log(Level.WARNING, w));
    return new Result(file, StoredLog.of(last.run()), compilation);
  }

  private static TfliteModel source(Path model) throws RefusedException, IOException {
    try {
      return TfliteModel.read(model);
    } catch (TfliteFormatException e) {
      throw new RefusedException(
          Refusal.passing(
              Reason.InternalError, "the model to compile is damaged: " + e.getMessage()),
          e);
    }
  }

  private static EdgeTpuCompilation compilation(
      CompiledFile file, Subgraph source, Tries.Last last, EdgeTpuAnalysis analysis) {
    int onCpu = Placements.onCpu(file.model().main());
    List<Placements.Difference> differences =
        Placements.differences(
            analysis, source, file.model().main(), Verdict.of(source, last.run(), last.search()));
    CompiledPackage contents = file.contents().orElse(null);
    return new EdgeTpuCompilation(
        last.run().output().version().map(v -> Plain.text(v, VERSION)).orElse("unknown"),
        contents == null ? null : contents.minRuntimeVersion(),
        contents == null ? null : contents.cachedBytes(),
        contents == null ? null : contents.streamedBytes(),
        Math.max(0, source.operators().size() - onCpu),
        onCpu,
        file.masked(),
        last.tries(),
        last.search(),
        differences,
        warnings(last, analysis, differences));
  }

  private static List<String> warnings(
      Tries.Last last, EdgeTpuAnalysis analysis, List<Placements.Difference> differences) {
    List<String> warnings = new ArrayList<>();
    CompilerOutcome.Failed first = last.first();
    List<Placements.Difference> cutOff =
        differences.stream().filter(Placements.Difference::cutOff).toList();
    if (first != null) {
      warnings.add(
          "the compiler took the model only after it had cut the graph earlier (%s): %s%s"
              .formatted(
                  first.reason(),
                  Plain.text(first.advice()),
                  cutOff.isEmpty()
                      ? ""
                      : "; for that alone it left to the CPU: " + cutOff.getFirst().sentence()));
    }
    List<Placements.Difference> unexplained =
        differences.stream().filter(d -> !d.cutOff()).toList();
    if (!unexplained.isEmpty()) {
      warnings.add(
          "analysis and compiler differ at %d operators: %s; please report the model's operators"
              .formatted(unexplained.size(), unexplained.getFirst().sentence()));
    }
    if (!analysis.refusals().isEmpty()) {
      warnings.add(
          "the compiler took a model of which a refusal was foretold: "
              + Plain.text(analysis.refusals().getFirst().message()));
    }
    return warnings;
  }

  private static void demands(
      EdgeTpuCompilation made, @Nullable EdgeTpu wanted, EdgeTpuAnalysis analysis)
      throws RefusedException {
    if (wanted == null) {
      return;
    }
    Integer oldest = wanted.minRuntimeVersion();
    Integer needs = made.minRuntimeVersion();
    if (oldest != null && needs != null && needs > oldest) {
      throw new RefusedException(
          Outcomes.stub("it needs runtime %d, -m asked for %d".formatted(needs, oldest)));
    }
    int mapped = made.mappedOps() == null ? 0 : made.mappedOps();
    int total = mapped + made.cpuOps();
    if (100L * mapped < (long) wanted.leastPercent() * total) {
      throw new RefusedException(
          Outcomes.tooFew("but", mapped, total, wanted.leastPercent(), analysis));
    }
  }
}
