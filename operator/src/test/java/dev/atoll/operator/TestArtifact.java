package dev.atoll.operator;

import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.PackedArtifact;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole artifact, whose model nobody could run. */
public final class TestArtifact {
  /** Of the model in it. */
  public static final Digest MODEL = Digest.of(new byte[2000]);

  private TestArtifact() {}

  /** Pushes it and gives back the digest of its manifest. */
  public static Digest publish(RegistryClient client, String repository, String key, Path folder)
      throws IOException, OciException, InterruptedException {
    var model = Files.write(folder.resolve("model.tflite"), new byte[2000]);
    var tensor = new TensorData("x", DataType.UINT8, List.of(1), new byte[1]);
    var golden = new Golden("test", 2, null, List.of(new Sample(List.of(tensor), List.of(tensor))));
    var content =
        new ArtifactContent(
            "digits",
            null,
            key,
            "int8",
            new TreeMap<>(Map.of("Cpu", model)),
            golden,
            "{}".getBytes(StandardCharsets.UTF_8),
            "zero\n".getBytes(StandardCharsets.UTF_8));
    return PackedArtifact.pack(content).publish(client, Repository.parse(repository));
  }
}
