package dev.atoll.tflite.edgetpu;

/** Why the compiler takes a model not at all. */
public enum RefusalReason {
  /** Float, or only its weights are integers. */
  NotQuantized,
  /** A newer TensorFlow wrote this version of an operator. */
  OperatorVersion,
  /** A newer TensorFlow brought this operator. */
  UnknownOperator,
  /** A custom operator that the compiler's interpreter cannot resolve. */
  UnresolvedCustomOperator,
  /** The size of an input or of an intermediate result is not known before the model runs. */
  DynamicShape,
  /** More than one subgraph: control flow, or several signatures. */
  SeveralSubgraphs,
  /** It was compiled for something else than an Edge TPU. */
  OtherAccelerator,
  /** Its tensors, operators and buffers contradict each other. */
  NotLoadable
}
