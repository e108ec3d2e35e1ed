package dev.atoll.oci.artifact;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Reference;
import dev.atoll.oci.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An artifact of which the registry has every part.
 *
 * @param digest of its manifest
 */
public record StoredArtifact(Digest digest, ModelArtifact artifact) {
  /**
   * Empty when there is none, or when a part of it is gone: registries with a retention policy lose
   * blobs under a manifest that is still there.
   *
   * @throws OciException when the registry cannot be asked, or has something else there
   */
  public static Optional<StoredArtifact> find(RegistryClient registry, Reference reference)
      throws OciException, InterruptedException {
    RegistryClient.Fetched found;
    try {
      found = registry.getManifest(reference);
    } catch (OciException e) {
      if (e.reason() == OciException.Reason.NotFound) {
        return Optional.empty();
      }
      throw e;
    }
    ModelArtifact artifact = ModelArtifact.read(found.manifest());
    List<Descriptor> blobs = new ArrayList<>(found.manifest().layers());
    blobs.add(found.manifest().config());
    for (Descriptor blob : blobs) {
      if (!registry.hasBlob(reference.repository(), blob.digest())) {
        return Optional.empty();
      }
    }
    return Optional.of(new StoredArtifact(found.descriptor().digest(), artifact));
  }
}
