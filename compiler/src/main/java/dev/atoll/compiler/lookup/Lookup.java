package dev.atoll.compiler.lookup;

import dev.atoll.compiler.report.Report;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.artifact.StoredArtifact;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Looks for an artifact by its key. Anything but a whole, readable artifact is a miss: the compile
 * that follows pushes a good one over it.
 */
public final class Lookup {
  private static final System.Logger LOG = System.getLogger(Lookup.class.getName());

  private final RegistryClient registry;
  private final Repository repository;

  /** In this repository. */
  public Lookup(RegistryClient registry, Repository repository) {
    this.registry = registry;
    this.repository = repository;
  }

  /** What was found. */
  public record Hit(Digest digest, ModelArtifact artifact, Report report) {}

  /**
   * The artifact of this key.
   *
   * @throws OciException only when the registry cannot be asked
   */
  public Optional<Hit> find(String artifactKey) throws OciException, InterruptedException {
    try {
      return whole(artifactKey);
    } catch (OciException e) {
      return switch (e.reason()) {
        case NotFound -> Optional.empty();
        case ManifestInvalid, DigestMismatch, TooLarge -> {
          LOG.log(Level.WARNING, "the artifact under this key is not usable: {0}", e.getMessage());
          yield Optional.empty();
        }
        case Unavailable, Unauthorized, NoSpace, StorageFailed, Refused -> throw e;
      };
    }
  }

  private Optional<Hit> whole(String artifactKey) throws OciException, InterruptedException {
    Optional<StoredArtifact> stored =
        StoredArtifact.find(registry, repository.tag(ModelArtifact.tagOf(artifactKey)));
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    ModelArtifact artifact = stored.get().artifact();
    if (!artifact.artifactKey().equals(artifactKey)) {
      LOG.log(Level.WARNING, "the tag of this key holds an artifact with another key");
      return Optional.empty();
    }
    byte[] report = registry.getBlob(repository, artifact.report(), Report.MAX_BYTES);
    return Optional.of(new Hit(stored.get().digest(), artifact, Report.parse(report)));
  }
}
