package dev.atoll.tflite.metadata;

import java.nio.charset.StandardCharsets;

/** A small model with labels behind it. */
public final class TinyLabels {
  private TinyLabels() {}

  /** Three labels, packed. */
  public static byte[] deflated() {
    return ModelLabelsTest.join(
        ModelLabelsTest.model("labels.txt", 2),
        ModelLabelsTest.zip(
            "labels.txt", "cat\ndog\nbird\n".getBytes(StandardCharsets.UTF_8), true));
  }
}
