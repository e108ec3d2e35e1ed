package dev.atoll.oci.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Test content for artifacts. */
final class Artifacts {
  private Artifacts() {}

  static ArtifactContent content(Path folder, String key) throws IOException {
    Path weights = folder.resolve("model.tflite");
    Files.write(weights, new byte[2000]);
    TensorData in = new TensorData("x", DataType.UINT8, List.of(1, 2), new byte[] {1, 2});
    TensorData out = new TensorData("y", DataType.UINT8, List.of(1, 1), new byte[] {3});
    return new ArtifactContent(
        "digits",
        "atoll 0.1.0",
        key,
        "int8",
        new TreeMap<>(Map.of(Variant.CPU, weights)),
        new Golden("test", 2, null, List.of(new Sample(List.of(in), List.of(out)))),
        "{\"accuracy\":null}".getBytes(StandardCharsets.UTF_8),
        "zero\none\n".getBytes(StandardCharsets.UTF_8));
  }
}
