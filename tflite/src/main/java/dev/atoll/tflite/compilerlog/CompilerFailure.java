package dev.atoll.tflite.compilerlog;

/** Why the compiler gave up. */
public enum CompilerFailure {
  /** An operator's version is newer than the compiler. */
  OperatorVersionTooNew(
      "lower the operator's version where its newer feature is unused (Atoll's adapter does), or"
          + " convert with TensorFlow 2.8 or older"),
  /** A built-in operator that did not exist when the compiler was made. */
  OperatorTooNew("replace the operator by older ones, or convert with TensorFlow 2.8 or older"),
  /** The model went through the compiler before. */
  AlreadyCompiled("compile the 8-bit model that it was made from"),
  /** An operator that TensorFlow Lite itself does not have. */
  UnresolvedCustomOp(
      "remove the custom operator or express it by built-in ones; the compiler must be able to run"
          + " the whole model in a plain TensorFlow Lite interpreter"),
  /** A dimension, most often the batch, is not fixed. */
  DynamicShape("fix every dimension, the batch to 1, before conversion"),
  /** The model is float, or only its weights are quantised. */
  ModelNotQuantized(
      "quantise weights and activations to 8 bits with representative data; inputs and outputs too"
          + " when the compiler is older than 16"),
  /** Inner results do not fit the chip. */
  LargeActivationTensors(
      "make the input smaller, replace large RESHAPE, TRANSPOSE and CONCATENATION, or let the"
          + " compiler cut the graph earlier (--search_delegate)"),
  /** The compiler's interpreter cannot load the model, and it does not say why. */
  InterpreterFailed(
      "load and run the model in a TensorFlow Lite 2.5 interpreter, which names the fault"),
  /** The file is no model to the compiler, and it does not say why. */
  ModelNotParsed("convert again; check that the file is a whole .tflite model"),
  /** A fault of the compiler, sometimes gone at the next try. */
  InternalCompilerError(
      "try again, then with --search_delegate; a smaller model or another minimum runtime version"
          + " may pass"),
  /** The process died of a signal, for instance a segmentation fault. */
  CompilerCrashed(
      "compile without -n and -a, then with --search_delegate; the operator log, if any, shows how"
          + " far it came"),
  /** The compiler's own limit, {@code --timeout_sec}. */
  CompileTimeout("raise the time limit, or make the model smaller"),
  /** It printed its version and ended, as compiler 15 does with {@code -n}. */
  NothingDone("check the options: compiler 15 ends like this when it is asked for segments"),
  /** It failed without a reason that is known. */
  Unknown("read the compiler's log; it gives no reason that is known");

  private final String advice;

  CompilerFailure(String advice) {
    this.advice = advice;
  }

  /** What to do, in general. */
  public String advice() {
    return advice;
  }
}
