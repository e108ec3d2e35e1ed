package dev.atoll.tflite.edgetpu;

/**
 * Why the Edge TPU cannot take an operator.
 *
 * @param problem the end of a sentence that begins with the operator's name, without a full stop
 * @param remedy what to do, without a full stop
 */
record Unmet(PlacementReason reason, String problem, String remedy) {}
