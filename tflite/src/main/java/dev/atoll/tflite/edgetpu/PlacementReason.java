package dev.atoll.tflite.edgetpu;

/** Why an operator is where it is. */
public enum PlacementReason {
  /** The Edge TPU takes it. */
  Mapped,
  /** A compiled file: this is the part that the compiler made. */
  Compiled,
  /** A compiled file: the compiler left this one on the CPU. */
  LeftByCompiler,
  /** Able to run on the Edge TPU, but it needs the result of an operator that runs on the CPU. */
  AfterCpuOperator,
  /** The Edge TPU has no such operator. */
  OperatorNotSupported,
  /** An operator that the model's author made. */
  CustomOperator,
  /** It works on something else than 8-bit integers. */
  DataTypeNotSupported,
  /** This version of it does what the Edge TPU cannot. */
  VersionNotSupported,
  /** More than the three innermost dimensions are larger than one. */
  RankNotSupported,
  /** A dimension is not known before the model runs. */
  DynamicShape,
  /** Weights, bias or another parameter are computed instead of constant. */
  ParameterNotConstant,
  /** An activation is fused into an operator that cannot have one. */
  FusedActivation,
  /** Its options are beyond what the Edge TPU does. */
  OptionNotSupported,
  /** It works along a dimension that the Edge TPU cannot work along. */
  AxisNotSupported,
  /** Too large for the Edge TPU's memory or precision. */
  TooLarge,
  /** Its tensors or indices contradict each other. */
  Malformed
}
