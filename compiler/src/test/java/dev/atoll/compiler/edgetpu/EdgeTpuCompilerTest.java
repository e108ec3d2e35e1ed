package dev.atoll.compiler.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.oci.Digest;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compilerlog.CompilerStatus;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import dev.atoll.tflite.edgetpu.MemoryEstimate;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import dev.atoll.tflite.edgetpu.PlacementReason;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compiler stage over a replay of the real compiler's files and words. */
class EdgeTpuCompilerTest {
  private static final String SMALL = "libredgetpu/looming/templates/looming_64x64_3x3";
  private static final String PARTIAL = "test_data/deeplabv3_mnv2_dm05_pascal_quant";
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  private Outcome<EdgeTpuCompiler.Result> compile(
      String mode, String model, @Nullable EdgeTpu wanted, Duration deadline) throws Exception {
    Path program = CompilerReplay.program(folder, mode);
    Path file = SharedModels.folder().resolve(model + ".tflite");
    EdgeTpuAnalysis analysis = EdgeTpuAnalyzer.analyze(TfliteModel.read(file));
    return new EdgeTpuCompiler(new EdgeTpuSettings(program, deadline), InstantSource.system())
        .compile(file, analysis, wanted, folder.resolve("work"));
  }

  private EdgeTpuCompiler.Result done(String mode, String model) throws Exception {
    Outcome<EdgeTpuCompiler.Result> outcome = compile(mode, model, null, LONG);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<EdgeTpuCompiler.Result>) outcome).value();
  }

  private Refusal refused(String mode, @Nullable EdgeTpu wanted, Duration deadline)
      throws Exception {
    Outcome<EdgeTpuCompiler.Result> outcome =
        compile(mode, wanted == null ? SMALL : PARTIAL, wanted, deadline);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<EdgeTpuCompiler.Result>) outcome).refusal();
  }

  private List<String> calls() throws Exception {
    return Files.readAllLines(folder.resolve("work/replay-calls"));
  }

  @Test
  void theCompiledFileSaysWhatTheCompilerDid() throws Exception {
    EdgeTpuCompiler.Result made = done("known", PARTIAL);
    assertThat(Digest.ofFile(made.file()).hex())
        .isEqualTo("4ccdb19b91c9b0f5917095f5163408326711f06eb0599e3d0fde9b9791f62895");
    EdgeTpuCompilation c = made.compilation();
    assertThat(c.compiler()).isEqualTo("16.0.384591198");
    assertThat(c.mappedOps()).isEqualTo(64);
    assertThat(c.cpuOps()).isEqualTo(8);
    assertThat(c.cachedBytes()).isEqualTo(766_720);
    assertThat(c.streamedBytes()).isZero();
    assertThat(c.minRuntimeVersion()).isEqualTo(12);
    assertThat(c.masked()).isNotEqualTo(Digest.ofFile(made.file()));
    assertThat(c.differences()).isEmpty();
    assertThat(c.warnings()).isEmpty();
    assertThat(calls())
        .singleElement()
        .satisfies(call ->
            assertThat(call).contains("-s -o try-1 -t 120 model.tflite").doesNotContain(" -d "));
    assertThat(made.log()).contains("Operator", "Mapped to Edge TPU", "RESIZE_BILINEAR");
  }

  @Test
  void equalRunsGiveEqualLogs() throws Exception {
    String first = done("known", SMALL).log();
    assertThat(done("known", SMALL).log()).isEqualTo(first).contains("compiled successfully in …");
  }

  @Test
  void theOldestRuntimeOfTheFleetIsHandedOn() throws Exception {
    assertThat(compile("known", PARTIAL, new EdgeTpu(13, "80%"), LONG))
        .isInstanceOf(Outcome.Done.class);
    assertThat(calls()).singleElement().satisfies(c -> assertThat(c).contains("-m 13"));
  }

  @Test
  void theCompilerSeesNoCredentials() throws Exception {
    done("known", SMALL);
    assertThat(System.getenv()).hasSizeGreaterThan(5);
    assertThat(Files.readAllLines(folder.resolve("work/replay-environment")))
        .isSubsetOf("HOME", "LANG", "LC_CTYPE", "OLDPWD", "PATH", "PWD", "SHLVL", "TMPDIR", "_");
  }

  @Test
  void withoutACompilerItIsSaidHowToGetOne() throws Exception {
    Path file = folder.resolve("model.tflite");
    EdgeTpuAnalysis none = new EdgeTpuAnalysis(List.of(), List.of(), MemoryEstimate.NONE);
    for (@Nullable Path missing : Stream.of(null, folder.resolve("gone")).toList()) {
      Outcome<EdgeTpuCompiler.Result> outcome =
          new EdgeTpuCompiler(new EdgeTpuSettings(missing, LONG), InstantSource.system())
              .compile(file, none, null, folder.resolve("work"));
      assertThat(((Outcome.Refused<EdgeTpuCompiler.Result>) outcome).refusal())
          .returns(Reason.CompilerMissing, Refusal::reason)
          .satisfies(r -> assertThat(r.message()).contains("ATOLL_EDGETPU_COMPILER"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          large           | CompilerFailed | LargeActivationTensors | make the input smaller
          newer-operator  | CompilerFailed | OperatorVersionTooNew  | TILE
          segfault        | CompilerFailed | CompilerCrashed        | Segmentation fault
          signalled       | CompilerFailed | CompilerCrashed        | --search_delegate
          own-timeout     | CompileTimeout | did not end within     | ATOLL_EDGETPU_DEADLINE
          stub            | CompilerFailed | InternalCompilerError  | Aborting
          stub-success    | CompilerFailed | no compiled model      | TFL3
          other-model     | CompilerFailed | no compiled model      | inputs and outputs
          nothing-mapped  | NotMappable    | put no operator        | atoll analyze
          endless-words   | CompilerFailed | edgetpu_compiler       | refuses
          """)
  void everyFailureHasAReasonAndAdvice(String mode, Reason reason, String what, String advice)
      throws Exception {
    Refusal refusal = refused(mode, null, LONG);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.message()).contains(what, advice).hasSizeLessThan(1500);
    assertThat(refusal.retryable()).isFalse();
  }

  @Test
  void anUnknownModelIsRefusedAsByTheRealOne() throws Exception {
    Path program = CompilerReplay.program(folder, "known");
    Path file = SharedModels.folder().resolve("test_data/tf2_mobilenet_v2_1.0_224_ptq.tflite");
    Outcome<EdgeTpuCompiler.Result> outcome =
        new EdgeTpuCompiler(new EdgeTpuSettings(program, LONG), InstantSource.system())
            .compile(
                file, EdgeTpuAnalyzer.analyze(TfliteModel.read(file)), null, folder.resolve("w"));
    assertThat(((Outcome.Refused<EdgeTpuCompiler.Result>) outcome).refusal().message())
        .contains("ModelNotParsed");
  }

  @Test
  void aSearchFollowsOnlyWhereItCanHelp() throws Exception {
    EdgeTpuCompiler.Result made = done("large-until-searched", PARTIAL);
    assertThat(made.compilation().search()).isTrue();
    assertThat(made.compilation().tries()).isEqualTo(2);
    assertThat(made.compilation().warnings())
        .singleElement()
        .satisfies(w -> assertThat(w).contains("LargeActivationTensors"));
    // 72 operators in at most 16 cuts
    assertThat(calls()).hasSize(2).last().satisfies(c -> assertThat(c).contains("-d -k 5"));
  }

  @Test
  void noSearchForAModelThatCannotBeRead() throws Exception {
    refused("newer-operator", null, LONG);
    assertThat(calls()).hasSize(1);
  }

  @Test
  void theCompilersOwnFaultsMayPass() throws Exception {
    assertThat(done("internal-error-twice", SMALL).compilation().tries()).isEqualTo(3);
  }

  @Test
  void theDeadlineEndsTheCompilerAndWhatItLeftBehind() throws Exception {
    Refusal refusal = refused("hang", null, Duration.ofSeconds(1));
    assertThat(refusal.reason()).isEqualTo(Reason.CompileTimeout);
    long orphan = Long.parseLong(Files.readString(folder.resolve("work/replay-orphan")));
    await()
        .untilAsserted(() ->
            assertThat(ProcessHandle.of(orphan).map(ProcessHandle::isAlive))
                .isNotEqualTo(Optional.of(true)));
  }

  @Test
  void lessThanDemandedIsNotMappable() throws Exception {
    Refusal refusal = refused("known", new EdgeTpu(null, "95%"), LONG);
    assertThat(refusal.reason()).isEqualTo(Reason.NotMappable);
    assertThat(refusal.message()).contains("95%", "64 of 72 operators (88%)", "RESIZE_BILINEAR");
  }

  /**
   * What the compiler does with {@link #PARTIAL}, foretold with other places for these operators.
   */
  private EdgeTpuCompilation foretold(Path program, Map<Integer, Place> wrong) throws Exception {
    Path file = SharedModels.folder().resolve(PARTIAL + ".tflite");
    EdgeTpuAnalysis right = EdgeTpuAnalyzer.analyze(TfliteModel.read(file));
    List<OperatorPlacement> operators =
        right.operators().stream()
            .map(o ->
                switch (wrong.get(o.index())) {
                  case null -> o;
                  case EdgeTpu -> placed(o, Place.EdgeTpu, PlacementReason.Mapped);
                  case Cpu -> placed(o, Place.Cpu, PlacementReason.OperatorNotSupported);
                })
            .toList();
    Outcome<EdgeTpuCompiler.Result> outcome =
        new EdgeTpuCompiler(new EdgeTpuSettings(program, LONG), InstantSource.system())
            .compile(
                file,
                new EdgeTpuAnalysis(operators, right.refusals(), right.estimate()),
                null,
                folder.resolve("w"));
    return ((Outcome.Done<EdgeTpuCompiler.Result>) outcome).value().compilation();
  }

  private static OperatorPlacement placed(OperatorPlacement o, Place place, PlacementReason why) {
    return new OperatorPlacement(o.index(), o.op(), o.version(), place, why, "");
  }

  @Test
  void aDifferenceFromTheAnalysisIsReported() throws Exception {
    EdgeTpuCompilation c =
        foretold(CompilerReplay.program(folder, "known"), Map.of(71, Place.EdgeTpu));
    assertThat(c.differences())
        .containsExactly(
            new Placements.Difference(
                71,
                "ARG_MAX",
                1,
                "EdgeTpu (Mapped)",
                "Cpu",
                CompilerStatus.UnspecifiedLimitation.text(),
                false));
    assertThat(c.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w).contains("differ at 1", "ARG_MAX (operator 71)"));
  }

  /** The tensors through which the part on the Edge TPU hands its results to the rest. */
  private static String cut(int first) throws Exception {
    Subgraph graph = TfliteModel.read(SharedModels.folder().resolve(PARTIAL + ".tflite")).main();
    return graph.operators().stream()
        .filter(o -> o.index() < first)
        .flatMap(o -> o.outputs().stream())
        .filter(t ->
            graph.operators().stream().anyMatch(o -> o.index() >= first && o.inputs().contains(t)))
        .map(t -> graph.tensors().get(t).name())
        .collect(Collectors.joining(","));
  }

  @Test
  void afterASearchACutIsToldFromAFaultOfTheRules() throws Exception {
    Path program =
        CompilerReplay.program(folder, "large-until-searched", "--replay-cut=" + cut(64));
    EdgeTpuCompilation c =
        foretold(program, Map.of(3, Place.Cpu, 65, Place.EdgeTpu, 67, Place.EdgeTpu));
    String status = CompilerStatus.MoreThanOneSubgraph.text();
    assertThat(c.search()).isTrue();
    assertThat(c.differences())
        .extracting(
            Placements.Difference::index,
            Placements.Difference::actual,
            Placements.Difference::status,
            Placements.Difference::cutOff)
        .containsExactly(
            tuple(3, "EdgeTpu", null, false),
            tuple(65, "Cpu", status, true),
            tuple(67, "Cpu", status, true));
    assertThat(c.warnings())
        .satisfiesExactly(
            w -> assertThat(w).contains("cut the graph", "QUANTIZE (operator 65)"),
            w -> assertThat(w).contains("differ at 1 operators", "(operator 3)", "report"));
  }

  @Test
  void anOperatorBeforeTheCutIsNotExcusedByIt() throws Exception {
    // It says that it cut behind operator 70; what is on the CPU before that has another cause.
    Path program =
        CompilerReplay.program(folder, "large-until-searched", "--replay-cut=" + cut(71));
    EdgeTpuCompilation c = foretold(program, Map.of(65, Place.EdgeTpu, 71, Place.EdgeTpu));
    assertThat(c.differences())
        .extracting(Placements.Difference::index, Placements.Difference::cutOff)
        .containsExactly(tuple(65, false), tuple(71, true));
  }

  @Test
  void whereTheCutIsNotKnownTheTableTells() throws Exception {
    EdgeTpuCompilation c =
        foretold(CompilerReplay.program(folder, "large-until-searched"), Map.of(67, Place.EdgeTpu));
    assertThat(c.differences())
        .singleElement()
        .returns(67, Placements.Difference::index)
        .returns(true, Placements.Difference::cutOff);
    assertThat(c.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w).contains("CONV_2D (operator 67)"));
  }

  /** The replay behind a script of ours, which calls it as {@code $replay}. */
  private Path wrapped(String mode, String script) throws Exception {
    Path replay = CompilerReplay.program(folder, mode);
    Path program = folder.resolve("wrapped");
    Files.writeString(program, "#!/bin/sh\nreplay='%s'\n%s".formatted(replay, script));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private Outcome<EdgeTpuCompiler.Result> compile(Path program) throws Exception {
    Path file = SharedModels.folder().resolve(SMALL + ".tflite");
    return new EdgeTpuCompiler(new EdgeTpuSettings(program, LONG), InstantSource.system())
        .compile(
            file, EdgeTpuAnalyzer.analyze(TfliteModel.read(file)), null, folder.resolve("work"));
  }

  @Test
  void howItEndedIsReadAfterAnyNumberOfWords() throws Exception {
    Path program =
        wrapped("known", "yes 'W: a word of warning' | head -c 4000000\nexec \"$replay\" \"$@\"\n");
    assertThat(compile(program))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done ->
                assertThat(((EdgeTpuCompiler.Result) done.value()).compilation().mappedOps())
                    .isPositive());
  }

  /** Without a compiler's version a source counts as compiled before, and has no variant Cpu. */
  @Test
  void aCompilerThatDoesNotSayItsVersionHasCompiledAllTheSame() throws Exception {
    Path program =
        wrapped("known", "\"$replay\" \"$@\" > said\ncode=$?\ngrep -v version said\nexit $code\n");
    assertThat(compile(program))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done ->
                assertThat(((EdgeTpuCompiler.Result) done.value()).compilation().compiler())
                    .isEqualTo("unknown"));
  }

  @Test
  void aSearchThatTakesTooLongIsToldFromOneThatFindsNothing() throws Exception {
    Path late = CompilerReplay.program(folder, "own-timeout");
    Path program =
        wrapped(
            "large",
            "case \"$*\" in *' -d '*) exec '%s' \"$@\";; esac\nexec \"$replay\" \"$@\"\n"
                .formatted(late));
    Refusal refusal = ((Outcome.Refused<EdgeTpuCompiler.Result>) compile(program)).refusal();
    assertThat(refusal.message()).contains("LargeActivationTensors", "did not end in time");
  }
}
