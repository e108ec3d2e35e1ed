package dev.atoll.tflite.compilerlog;

import dev.atoll.tflite.BuiltinOperator;
import dev.atoll.tflite.compilerlog.CompilerOutcome.Failed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of a failure. The particular comes before the general: a model "could not be parsed"
 * because of an operator version that an earlier line names.
 */
final class FailureReader {
  private static final int MAX_MESSAGE = 2_000;
  private static final int FIRST_SIGNAL = 128;

  private record Rule(CompilerFailure reason, Pattern words, String particular) {
    Rule(CompilerFailure reason, String words, String particular) {
      this(reason, Pattern.compile(words), particular);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              CompilerFailure.OperatorVersionTooNew,
              "Didn't find op for builtin opcode '([^']{1,80})' version '([^']{1,20})'",
              "%s version %s is newer than the compiler"),
          new Rule(
              CompilerFailure.OperatorTooNew,
              "Op builtin_code out of range: (\\d{1,9})",
              "%s is newer than the compiler"),
          new Rule(
              CompilerFailure.AlreadyCompiled,
              "Encountered unresolved custom op: edgetpu-custom-op",
              "the model is compiled already"),
          new Rule(
              CompilerFailure.UnresolvedCustomOp,
              "Encountered unresolved custom op: (.{1,200}?)\\.?(?:$|\\s*See instructions)",
              "%s is no operator of TensorFlow Lite"),
          new Rule(
              CompilerFailure.DynamicShape,
              "only supports static-sized tensors|dynamic-sized tensors",
              ""),
          new Rule(CompilerFailure.ModelNotQuantized, "Model not quantized", ""),
          new Rule(CompilerFailure.LargeActivationTensors, "large activation tensors", ""),
          new Rule(CompilerFailure.CompilerCrashed, "Segmentation fault|core dumped", ""),
          new Rule(
              CompilerFailure.CompileTimeout,
              "(?i)did not complete within|timer expired|timed out|timeout (?:reached|exceeded)",
              ""),
          new Rule(CompilerFailure.InternalCompilerError, "Internal compiler error", ""),
          new Rule(CompilerFailure.InterpreterFailed, "Model failed in Tflite interpreter", ""),
          new Rule(CompilerFailure.ModelNotParsed, "Model could not be parsed|Invalid model:", ""));

  /** Lines that tell of a fault, for the message. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i).*(?:error|fail|invalid|could not|not quantized|fault|abort|timeout|dumped|out of range).*");

  /** Said after every run that kept the time limit, also a failed one. */
  private static final String WITHIN_TIME =
      "Compilation child process completed within timeout period.";

  private FailureReader() {}

  static Failed read(List<String> all, int exitCode) {
    List<String> lines = all.stream().filter(l -> !timing(l)).toList();
    for (Rule rule : RULES) {
      for (String line : lines) {
        Matcher m = rule.words().matcher(line);
        if (m.find()) {
          return new Failed(rule.reason(), message(lines, exitCode), advice(rule, m));
        }
      }
    }
    CompilerFailure reason = reason(lines, exitCode);
    return new Failed(reason, message(lines, exitCode), reason.advice());
  }

  private static boolean timing(String line) {
    return line.equals(WITHIN_TIME) || line.startsWith("Started a compilation timeout timer");
  }

  private static CompilerFailure reason(List<String> lines, int exitCode) {
    if (exitCode >= FIRST_SIGNAL || exitCode < 0) {
      return CompilerFailure.CompilerCrashed;
    }
    List<String> said = lines.stream().filter(l -> !l.isEmpty()).toList();
    boolean nothing = said.stream().allMatch(l -> l.startsWith("Edge TPU Compiler version"));
    return nothing ? CompilerFailure.NothingDone : CompilerFailure.Unknown;
  }

  private static String advice(Rule rule, Matcher m) {
    List<Object> named = new ArrayList<>();
    for (int i = 1; i <= m.groupCount(); i++) {
      named.add(Optional.ofNullable(m.group(i)).orElse(""));
    }
    if (rule.reason() == CompilerFailure.OperatorTooNew) {
      named.set(0, BuiltinOperator.nameOf(Integer.parseInt(m.group(1))));
    }
    String particular = rule.particular().formatted(named.toArray());
    return particular.isEmpty()
        ? rule.reason().advice()
        : particular + ": " + rule.reason().advice();
  }

  private static String message(List<String> lines, int exitCode) {
    String told =
        lines.stream()
            .filter(l -> TELLING.matcher(l).matches())
            .distinct()
            .collect(Collectors.joining("\n"));
    if (told.isEmpty()) {
      return "the compiler ended with exit code " + exitCode + " and gave no reason";
    }
    return told.length() <= MAX_MESSAGE ? told : told.substring(0, MAX_MESSAGE) + "…";
  }
}
