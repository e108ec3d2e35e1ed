package dev.atoll.oci.artifact;

import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import java.nio.file.Path;

/** A small artifact that stands in a registry. */
public final class PublishedArtifact {
  private PublishedArtifact() {}

  /** Publishes it; returns the digest of its manifest. */
  public static Digest in(RegistryClient client, Repository to, Path folder, String key)
      throws Exception {
    return PackedArtifact.pack(Artifacts.content(folder, key)).publish(client, to);
  }
}
