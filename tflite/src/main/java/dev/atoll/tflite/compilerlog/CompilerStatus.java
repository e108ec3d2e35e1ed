package dev.atoll.tflite.compilerlog;

import java.util.Arrays;

/** What the compiler says of an operator; the texts are those of its table. */
public enum CompilerStatus {
  MappedToEdgeTpu("Mapped to Edge TPU"),
  /** It comes after an operator that stays on the CPU. */
  MoreThanOneSubgraph("More than one subgraph is not supported"),
  OperationNotSupported("Operation not supported"),
  OperationVersionNotSupported("Operation version not supported"),
  UnsupportedDataType("Operation is working on an unsupported data type"),
  UnspecifiedLimitation(
      "Operation is otherwise supported, but not mapped due to some unspecified limitation"),
  UnsupportedRank("Tensor has unsupported rank (up to 3 innermost dimensions mapped)"),
  ParameterNotConstant("Filter, bias, or other param is not constant at compile-time"),
  /** A text that is none of these; {@link OperatorRow#statusText()} has it. */
  Unknown("");

  private final String text;

  CompilerStatus(String text) {
    this.text = text;
  }

  /** The compiler's words; empty for {@link #Unknown}. */
  public String text() {
    return text;
  }

  /** The status that these words stand for. */
  public static CompilerStatus of(String words) {
    return Arrays.stream(values())
        .filter(s -> s != Unknown && s.text.equals(words.strip()))
        .findFirst()
        .orElse(Unknown);
  }
}
