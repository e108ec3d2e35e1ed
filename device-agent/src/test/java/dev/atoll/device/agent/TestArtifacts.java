package dev.atoll.device.agent;

import dev.atoll.device.TestModels;
import dev.atoll.oci.Digest;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.PackedArtifact;
import dev.atoll.oci.testing.RealRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Artifacts of the tiny models, which a device can run. */
final class TestArtifacts {
  private TestArtifacts() {}

  /** Pushes the model that adds so much, 1 or 2, and gives back the digest of its manifest. */
  static String plus(RealRegistry registry, int added) throws Exception {
    return push(registry, "plus" + added, TestModels.plus(added));
  }

  /** Pushes the model with these golden samples and gives back the digest of its manifest. */
  static String push(RealRegistry registry, String model, Golden golden) throws Exception {
    String key = Digest.of((model + golden).getBytes(StandardCharsets.UTF_8)).hex();
    PackedArtifact packed =
        PackedArtifact.pack(
            new ArtifactContent(
                model,
                "tests",
                key,
                "none",
                new TreeMap<>(Map.of("Cpu", TestModels.path(model))),
                golden,
                "{}".getBytes(StandardCharsets.UTF_8),
                "one\n".getBytes(StandardCharsets.UTF_8)));
    return packed.publish(registry.client(), registry.repository()).toString();
  }
}
