package dev.atoll.tflite.compilerlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilerOutputTest {
  private static final String PARTIAL =
      """
      Edge TPU Compiler version 16.0.384591198
      Started a compilation timeout timer of 180 seconds.

      Model compiled successfully in 1524 ms.

      Input model: efficientdet_coral_v2.tflite
      Input size: 4.24MiB
      Output model: efficientdet_coral_v2_edgetpu.tflite
      Output size: 5.57MiB
      On-chip memory used for caching model parameters: 4.21MiB
      On-chip memory remaining for caching model parameters: 3.29MiB
      Off-chip memory used for streaming uncached model parameters: 0.00B
      Number of Edge TPU subgraphs: 1
      Total number of operations: 267
      Operation log: efficientdet_coral_v2_edgetpu.log

      Model successfully compiled but not all operations are supported by the Edge TPU. A percentage \
      of the model will instead run on the CPU, which is slower. If possible, consider updating your \
      model to use only operations supported by the Edge TPU. For details, visit g.co/coral/model-reqs.
      Number of operations that will run on Edge TPU: 264
      Number of operations that will run on CPU: 3
      See the operation log file for individual operation details.
      Compilation child process completed within timeout period.
      Compilation succeeded!\s
      """;

  @Test
  void aPartialSuccessHasItsFigures() {
    CompilerOutput output = CompilerOutput.parse(PARTIAL, 0);

    assertThat(output.version()).hasValue("16.0.384591198");
    assertThat(output.outcome())
        .isInstanceOfSatisfying(
            CompilerOutcome.Compiled.class,
            c -> {
              assertThat(c.milliseconds()).isEqualTo(1524);
              CompiledModel m = c.models().getFirst();
              assertThat(m.input()).isEqualTo("efficientdet_coral_v2.tflite");
              assertThat(m.output()).isEqualTo("efficientdet_coral_v2_edgetpu.tflite");
              assertThat(m.log()).hasValue("efficientdet_coral_v2_edgetpu.log");
              assertThat(m.inputBytes()).isEqualTo(4_445_962);
              assertThat(m.onChipBytes()).isEqualTo(4_414_505);
              assertThat(m.onChipRemainingBytes()).isEqualTo(3_449_815);
              assertThat(m.offChipBytes()).isZero();
              assertThat(m.edgeTpuSubgraphs()).isEqualTo(1);
              assertThat(m.operations()).isEqualTo(267);
              assertThat(m.cpuOperations()).isEqualTo(3);
              assertThat(m.edgeTpuOperations()).isEqualTo(264);
            });
  }

  @Test
  void aFullSuccessHasNoCpuOperations() {
    String full = PARTIAL.replaceAll("(?m)^(Model successfully|Number of operations).*\n", "");

    assertThat(model(full).cpuOperations()).isZero();
    assertThat(model(full).edgeTpuOperations()).isEqualTo(267);
  }

  @Test
  void theWordsOfVersion2AreRead() {
    String old = PARTIAL.replace("memory remaining", "memory available");
    assertThat(model(old).onChipRemainingBytes()).isEqualTo(3_449_815);
  }

  @Test
  void modelsCompiledTogetherHaveABlockEach() {
    String two =
        """
        Edge TPU Compiler version 15.0.340273435

        Models compiled successfully in 524 ms.

        Input model: cnn.tflite
        On-chip memory used for caching model parameters: 7.16MiB
        Off-chip memory used for streaming uncached model parameters: 2.95MiB
        Number of Edge TPU subgraphs: 1
        Total number of operations: 40

        Input model: rnn.tflite
        On-chip memory used for caching model parameters: 0.00B
        Off-chip memory used for streaming uncached model parameters: 158.00KiB
        Number of Edge TPU subgraphs: 1
        Total number of operations: 12
        """;

    assertThat(((CompilerOutcome.Compiled) CompilerOutput.parse(two, 0).outcome()).models())
        .extracting(
            CompiledModel::input,
            CompiledModel::onChipBytes,
            CompiledModel::offChipBytes,
            CompiledModel::operations)
        .containsExactly(
            tuple("cnn.tflite", 7_507_804L, 3_093_299L, 40), tuple("rnn.tflite", 0L, 161_792L, 12));
  }

  @Test
  void theSearchForAPartThatCompilesIsRecorded() {
    CompilerOutput output =
        CompilerOutput.parse(
            """
            Edge TPU Compiler version 16.0.384591198
            Searching for valid delegate with step 1
            Try to compile segment with 534 ops
            Intermediate tensors: A,B
            Compilation failed: Compilation failed due to large activation tensors in model.
            Try to compile segment with 533 ops
            Intermediate tensors: C
            Model compiled successfully in 12 ms.
            Input model: m.tflite
            Compilation succeeded!
            """,
            0);

    assertThat(output.search())
        .extracting(SearchStep::operations, s -> String.join("+", s.intermediateTensors()))
        .containsExactly(tuple(534, "A+B"), tuple(533, "C"));
    assertThat(output.outcome()).isInstanceOf(CompilerOutcome.Compiled.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Invalid model: X;Model not quantized | ModelNotQuantized | 8 bits",
        "ERROR: Didn't find op for builtin opcode 'CONV_2D' version '6'. An older version of this"
            + " builtin might be supported.;ERROR: Registration failed.;;Invalid model: X;Model could"
            + " not be parsed | OperatorVersionTooNew | CONV_2D version 6",
        "Op builtin_code out of range: 150. Are you using old TFLite binary with newer"
            + " model?Registration failed;Invalid model: x | OperatorTooNew | GELU is newer",
        "ERROR: Restored original execution plan after delegate application failure.;Compilation"
            + " failed: Compilation failed due to large activation tensors in model.;Compilation child"
            + " process completed within timeout period.;Compilation failed! |"
            + " LargeActivationTensors | --search_delegate",
        "ERROR: Encountered unresolved custom op: Atan.;ERROR: Node number 1 (Atan) failed to"
            + " prepare.;;Compilation failed: Model failed in Tflite interpreter. Please ensure model"
            + " can be loaded/run in Tflite interpreter.;Compilation failed! | UnresolvedCustomOp |"
            + " Atan is no operator",
        "ERROR: Encountered unresolved custom op: edgetpu-custom-op.;Compilation failed! |"
            + " AlreadyCompiled | made from",
        "Compilation failed: Model failed in Tflite interpreter. Please ensure model can be"
            + " loaded/run in Tflite interpreter. | InterpreterFailed | 2.5 interpreter",
        "ERROR: Attempting to use a delegate that only supports static-sized tensors with a graph"
            + " that has dynamic-sized tensors. | DynamicShape | batch to 1",
        "Internal compiler error. Aborting! | InternalCompilerError | try again",
        "Invalid model: X;Model could not be parsed | ModelNotParsed | convert again",
        "/usr/bin/edgetpu_compiler: line 3: 12345 Segmentation fault      (core dumped) |"
            + " CompilerCrashed | -n and -a",
        "Compilation child process did not complete within timeout period. | CompileTimeout | raise",
        "Compilation failed! | Unknown | compiler's log",
      })
  void everyKnownFailureHasAReasonAndAdvice(
      String text, CompilerFailure reason, String adviceContains) {
    String whole =
        "Edge TPU Compiler version 16.0.384591198\n"
            + "Started a compilation timeout timer of 180 seconds.\n"
            + text.replace(";", "\n")
            + "\n";

    CompilerOutcome.Failed failed = failed(whole, 1);

    assertThat(failed.reason()).isEqualTo(reason);
    assertThat(failed.advice()).contains(adviceContains);
    assertThat(failed.message())
        .isNotBlank()
        .doesNotContain("completed within timeout", "compilation timeout timer");
    assertThat(text).contains(failed.message().lines().findFirst().orElseThrow());
  }

  @Test
  void aVersionAloneMeansThatNothingWasDone() {
    assertThat(failed("Edge TPU Compiler version 15.0.340273435\n", 0).reason())
        .isEqualTo(CompilerFailure.NothingDone);
    assertThat(failed("", 0).reason()).isEqualTo(CompilerFailure.NothingDone);
  }

  @Test
  void aSignalIsACrashWhateverWasPrinted() {
    assertThat(failed("Edge TPU Compiler version 16.0.384591198\n", 139).reason())
        .isEqualTo(CompilerFailure.CompilerCrashed);
    assertThat(failed(PARTIAL, 134).reason()).isEqualTo(CompilerFailure.CompilerCrashed);
  }

  @Test
  void noSuccessWithoutItsWordsAndNoneWithAnExitCode() {
    assertThat(failed("Compilation succeeded!\n", 0).reason()).isEqualTo(CompilerFailure.Unknown);
    assertThat(failed(PARTIAL, 1).message()).contains("exit code 1");
    assertThat(failed("Model compiled successfully in 3 ms.\n", 0).reason())
        .isEqualTo(CompilerFailure.Unknown);
  }

  @ParameterizedTest
  @CsvSource({"0.00B,0", "17.00B,17", "66.00KiB,67584", "4.21MiB,4414505", "x,0", "1.5,0"})
  void sizes(String text, long bytes) {
    assertThat(SuccessReader.bytes(text)).isEqualTo(bytes);
  }

  @Test
  void everyStatusOfTheTableIsKnownAndAnyOtherKept() {
    OperatorLog log =
        OperatorLog.parse(
            """
            Edge TPU Compiler version 14.1.317412892
            Input: a b/tiny yolo.tflite
            Output: tiny_yolo_edgetpu.tflite

            Operator                       Count      Status

            CONCATENATION                  1          More than one subgraph is not supported
            MAX_POOL_2D                    6          Mapped to Edge TPU
            RESIZE_NEAREST_NEIGHBOR        1          Operation version not supported
            CONV_2D                        11         Mapped to Edge TPU
            CONV_2D                        2          More than one subgraph is not supported
            QUANTIZE                       1          Operation is otherwise supported, but not mapped due to some unspecified limitation
            TRANSPOSE                      1          Tensor has unsupported rank (up to 3 innermost dimensions mapped)
            FULLY_CONNECTED                1          Filter, bias, or other param is not constant at compile-time
            CAST                           4          Operation is working on an unsupported data type
            HARD_SWISH                     3          Operation not supported
            GELU                           5          The moon is full
            """);

    assertThat(log.version()).hasValue("14.1.317412892");
    assertThat(log.input()).hasValue("a b/tiny yolo.tflite");
    assertThat(log.output()).hasValue("tiny_yolo_edgetpu.tflite");
    assertThat(log.rows()).hasSize(11);
    Map<CompilerStatus, Integer> counts = new TreeMap<>();
    log.rows().forEach(r -> counts.merge(r.status(), r.count(), Integer::sum));
    assertThat(counts)
        .containsOnly(
            entry(CompilerStatus.MappedToEdgeTpu, 17),
            entry(CompilerStatus.MoreThanOneSubgraph, 3),
            entry(CompilerStatus.OperationVersionNotSupported, 1),
            entry(CompilerStatus.UnspecifiedLimitation, 1),
            entry(CompilerStatus.UnsupportedRank, 1),
            entry(CompilerStatus.ParameterNotConstant, 1),
            entry(CompilerStatus.UnsupportedDataType, 4),
            entry(CompilerStatus.OperationNotSupported, 3),
            entry(CompilerStatus.Unknown, 5));
    assertThat(log.rows().getLast())
        .isEqualTo(new OperatorRow("GELU", 5, CompilerStatus.Unknown, "The moon is full"));
    assertThat(log.count(CompilerStatus.MappedToEdgeTpu)).isEqualTo(17);
  }

  @Test
  void theTableMayStandInTheOutput() {
    String shown =
        PARTIAL.replace(
            "See the operation log",
            """

            Operator                       Count      Status

            CONV_2D                        264        Mapped to Edge TPU
            See the operation log\
            """);

    assertThat(CompilerOutput.parse(shown, 0).rows())
        .containsExactly(
            new OperatorRow("CONV_2D", 264, CompilerStatus.MappedToEdgeTpu, "Mapped to Edge TPU"));
  }

  private static CompiledModel model(String text) {
    return ((CompilerOutcome.Compiled) CompilerOutput.parse(text, 0).outcome()).models().getFirst();
  }

  private static CompilerOutcome.Failed failed(String text, int exitCode) {
    return (CompilerOutcome.Failed) CompilerOutput.parse(text, exitCode).outcome();
  }
}
