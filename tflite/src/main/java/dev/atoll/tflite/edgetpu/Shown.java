package dev.atoll.tflite.edgetpu;

import java.util.List;

/** Parts of a file in sentences: short, for a hostile file may have long ones in every operator. */
final class Shown {
  private static final int NAME = 80;
  private static final int DIMENSIONS = 8;

  private Shown() {}

  static String name(String name) {
    return name.length() <= NAME ? name : name.substring(0, NAME) + "…";
  }

  static String shape(List<Integer> shape) {
    return shape.size() <= DIMENSIONS
        ? shape.toString()
        : "%s… of %d dimensions".formatted(shape.subList(0, DIMENSIONS), shape.size());
  }
}
