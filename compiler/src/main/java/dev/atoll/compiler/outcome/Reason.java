package dev.atoll.compiler.outcome;

/** Names of refusals; conditions, events and logs show them, and users may rely on them. */
public enum Reason {
  /** Nothing lies behind the URI. */
  SourceNotFound,
  /** The content changed while it was fetched. */
  SourceChanged,
  /** The content is not what {@code source.digest} pins. */
  ChecksumMismatch,
  /** The store wants other credentials. */
  AccessDenied,
  /** This installation does not fetch from there. */
  HostNotAllowed,
  /** More bytes or files than the limit. */
  TooLarge,
  /** No SavedModel, one that TFLite cannot express, or a .tflite file that cannot run. */
  UnsupportedSource,
  /** An operator cannot work on 8-bit integers. */
  NotQuantized,
  /** The calibration data does not fit the model or is no data. */
  CalibrationInvalid,
  /** The evaluation data does not fit the model or is no data. */
  EvaluationInvalid,
  /** The model is not as accurate as demanded. */
  AccuracyBelowTarget,
  /** The model is to be compiled for the Edge TPU, and no compiler is installed. */
  CompilerMissing,
  /** The Edge TPU compiler took longer than its budget. */
  CompileTimeout,
  /** Less of the model runs on the Edge TPU than demanded, or nothing of it. */
  NotMappable,
  /** The Edge TPU compiler refused the model, or failed on it. */
  CompilerFailed,
  /** The registry did not take the artifact. */
  PushFailed,
  /** The store cannot be reached or fails. */
  SourceUnavailable,
  /** A fault of Atoll or of the machine. */
  InternalError
}
