package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.TfliteModel;
import java.util.List;

/** What makes compiler 16 refuse a whole model. */
final class Refusals {
  private Refusals() {}

  static List<CompilerRefusal> of(TfliteModel model) {
    return List.of();
  }
}
