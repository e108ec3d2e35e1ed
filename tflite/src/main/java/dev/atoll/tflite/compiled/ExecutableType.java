package dev.atoll.tflite.compiled;

/** What an executable is for, in the order of the schema's codes. */
public enum ExecutableType {
  /** Everything in one; nothing is cached. */
  StandAlone,
  /** Loads parameters into the chip's memory, once. */
  ParameterCaching,
  /** Runs with the parameters that are cached, and streams its own at every inference. */
  ExecutionOnly
}
