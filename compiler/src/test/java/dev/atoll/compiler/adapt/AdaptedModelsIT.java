package dev.atoll.compiler.adapt;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.TensorFlow;
import dev.atoll.compiler.adapt.EdgeTpuInput.Prepared;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.compiler.tensorflow.Comparer;
import dev.atoll.compiler.tensorflow.StageInput;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.adapt.CompilerReach;
import dev.atoll.tflite.edgetpu.RefusalReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models made by the pinned TensorFlow, adapted and run with its interpreter. */
class AdaptedModelsIT {
  @TempDir static Path models;
  private static Path python;

  @TempDir Path folder;

  @BeforeAll
  static void makeModels() throws Exception {
    python = TensorFlow.python();
    Process making =
        new ProcessBuilder(python.toString(), "src/test/python/adapt_models.py", models.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(making.waitFor()).as("adapt_models.py").isZero();
  }

  private Outcome<Prepared> prepare(String name, EdgeTpu wanted) throws Exception {
    Path model = models.resolve(name + ".tflite");
    return new EdgeTpuInput(new Comparer(python, Duration.ofMinutes(5)))
        .prepare(
            model,
            new StageInput(
                aRequest().of("s3://x/a.tflite").evaluatedBy(null, "0").build(), model, null, null),
            wanted,
            folder.resolve("work"));
  }

  private Prepared prepared(String name) throws Exception {
    Outcome<Prepared> outcome = prepare(name, new EdgeTpu(null, null));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<Prepared>) outcome).value();
  }

  private static List<Operator> operators(String name, Prepared prepared) throws Exception {
    Path file = Objects.requireNonNullElse(prepared.adapted(), models.resolve(name + ".tflite"));
    return TfliteModel.read(file).main().operators();
  }

  private static boolean within(Operator operator) {
    return operator.version() <= CompilerReach.highest(operator.name()).orElse(0);
  }

  @Test
  void modelsOfManyOperatorsAreWithinReach() throws Exception {
    Set<String> kinds = new HashSet<>();
    for (String name : List.of("image", "upsample", "mixed_dense", "open_batch", "new_axis")) {
      folder = folder.resolve(name);
      Prepared prepared = prepared(name);
      for (Operator operator : operators(name, prepared)) {
        assertThat(within(operator))
            .as("%s: %s v%s", name, operator.name(), operator.version())
            .isTrue();
        kinds.add(operator.name());
      }
      assertThat(prepared.adaptation().kept()).isEmpty();
      assertThat(prepared.analysis().refusals()).as(name).isEmpty();
    }
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(28);
  }

  @ParameterizedTest
  @CsvSource({"upsample, TRANSPOSE_CONV, 4, 3", "mixed_dense, FULLY_CONNECTED, 5, 4"})
  void versionsGoDownAndNotABitChanges(String name, String operator, int from, int to)
      throws Exception {
    Prepared prepared = prepared(name);
    assertThat(prepared.adaptation().lowered())
        .isNotEmpty()
        .allSatisfy(l -> {
          assertThat(l.name()).isEqualTo(operator);
          assertThat(l.from()).isEqualTo(from);
          assertThat(l.to()).isEqualTo(to);
        });
    AdaptationReport.Proof proof = Objects.requireNonNull(prepared.adaptation().proof());
    assertThat(proof.samples()).isGreaterThanOrEqualTo(16);
    assertThat(proof.kernels()).hasSize(2);
  }

  @Test
  void anOpenBatchIsClosed() throws Exception {
    Prepared prepared = prepared("open_batch");
    assertThat(prepared.adaptation().fixedBatches()).isPositive();
    assertThat(prepared.adaptation().proof()).isNotNull();
    TfliteModel adapted = TfliteModel.read(Objects.requireNonNull(prepared.adapted()));
    assertThat(adapted.main().tensors()).noneMatch(t -> t.shapeSignature().contains(-1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grouped", "tiled", "per_channel_dense"})
  void whatTheCompilerCannotReadIsNamedAndForetold(String name) throws Exception {
    Prepared prepared = prepared(name);
    assertThat(prepared.adapted()).isNull();
    assertThat(prepared.adaptation().kept())
        .singleElement()
        .satisfies(k -> assertThat(k).containsPattern("CONV_2D|TILE|FULLY_CONNECTED"));
  }

  @Test
  void anOperatorVersionBeyondReachIsARefusalOfTheCompiler() throws Exception {
    assertThat(prepared("tiled").analysis().refusals())
        .anyMatch(r -> r.reason() == RefusalReason.OperatorVersion);
  }

  @Test
  void moreThanCanBeIsSaidBeforeAnyCompile() throws Exception {
    Outcome<Prepared> outcome = prepare("grouped", new EdgeTpu(null, "100%"));
    Refusal refusal = ((Outcome.Refused<Prepared>) outcome).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.NotMappable);
    assertThat(refusal.message()).contains("100%", "at most 0 of 1", "CONV_2D");
  }
}
