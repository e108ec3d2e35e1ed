package dev.atoll.tflite.fuzz;

import dev.atoll.tflite.compilerlog.CompilerOutput;
import dev.atoll.tflite.compilerlog.OperatorLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the compiler prints holds names from the model: any text, of any length. */
class LogFuzzTest {
  private static final long SEED = 20_261_122;

  private static final String LOG =
      """
      Edge TPU Compiler version 16.0.384591198
      Started a compilation timeout timer of 180 seconds.
      Searching for valid delegate with step 1
      Try to compile segment with 534 ops
      Intermediate tensors: A,B
      Model compiled successfully in 1524 ms.
      Input model: m.tflite
      Input size: 4.24MiB
      On-chip memory used for caching model parameters: 4.21MiB
      Off-chip memory used for streaming uncached model parameters: 0.00B
      Number of Edge TPU subgraphs: 1
      Total number of operations: 267
      Operator                       Count      Status

      MAX_POOL_2D                    6          Mapped to Edge TPU
      QUANTIZE                       1          Operation not supported
      Number of operations that will run on CPU: 3
      ERROR: Didn't find op for builtin opcode 'CONV_2D' version '6'. An older version
      ERROR: Encountered unresolved custom op: Atan.
      Op builtin_code out of range: 150. Are you using old TFLite binary
      Compilation failed: Compilation failed due to large activation tensors in model.
      Compilation succeeded!
      """;

  private final Target success =
      new Target("the reader of a success", file -> CompilerOutput.parse(text(file), 0));
  private final Target failure =
      new Target("the reader of a failure", file -> CompilerOutput.parse(text(file), 1));
  private final Target table =
      new Target("the reader of the table", file -> OperatorLog.parse(text(file)));

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }

  private void fire(byte[] file, String origin) {
    List.of(success, failure, table).forEach(t -> t.fire(file, origin));
  }

  @Test
  void damagedLogs() {
    byte[] whole = LOG.getBytes(StandardCharsets.UTF_8);
    Mutator mutator = new Mutator(whole, SEED);
    for (int round = 0; round < 3_000; round++) {
      fire(mutator.next(), "the log, seed " + SEED + ", round " + round);
    }
  }

  @Test
  void linesInAnyOrderWithAnyNumbers() {
    Random random = new Random(SEED);
    List<String> lines = LOG.lines().toList();
    List<String> numbers =
        List.of("0", "-1", "99999999999999999999", "1e999", "NaN", "", "٣", "\0");
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        String line = lines.get(random.nextInt(lines.size()));
        if (random.nextInt(3) == 0) {
          line = line.replaceFirst("\\d+(\\.\\d+)?", numbers.get(random.nextInt(numbers.size())));
        }
        text.append(line).append(random.nextInt(9) == 0 ? " " : "\n");
      }
      fire(text.toString().getBytes(StandardCharsets.UTF_8), "lines, round " + round);
    }
  }

  @Test
  void longLinesAndManyLinesTakeTimeInProportion() {
    for (String line :
        List.of("A ", "ERROR: ", "Operator  Count  Status\nX  1  Y\n", "' version '", "\n")) {
      byte[] text = line.repeat(1_000_000 / line.length()).getBytes(StandardCharsets.UTF_8);
      fire(text, "much of " + line);
    }
  }
}
