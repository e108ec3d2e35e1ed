package dev.atoll.tflite.edgetpu;

import java.util.Optional;

/** Something an operator must fulfil to run on the Edge TPU. */
@FunctionalInterface
interface Constraint {
  /**
   * Empty when it does.
   *
   * @param runtime the oldest Edge TPU runtime that the compiled model is for, 10 to 14
   */
  Optional<Unmet> check(Node node, int runtime);
}
