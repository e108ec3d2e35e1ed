package dev.atoll.oci.testing;

import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.PackedArtifact;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import dev.atoll.oci.artifact.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole artifact, whose model nobody could run. */
public final class TestArtifact {
  /** An artifact key, for tests to which it is all one. */
  public static final String KEY = "feedfacecafebeef".repeat(4);

  private static final byte[] WEIGHTS = new byte[2000];

  /** Of the model in it. */
  public static final Digest MODEL = Digest.of(WEIGHTS);

  private TestArtifact() {}

  /** What is in it; the model is written to {@code model.tflite} in that folder. */
  public static ArtifactContent content(Path folder, String key) throws IOException {
    Path weights = Files.write(folder.resolve("model.tflite"), WEIGHTS);
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

  /** Publishes it; returns the digest of its manifest. */
  public static Digest publish(RegistryClient client, Repository to, Path folder, String key)
      throws Exception {
    return PackedArtifact.pack(content(folder, key)).publish(client, to);
  }
}
