package dev.atoll.compiler.publish;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.PackedArtifact;

/** Pushes an artifact; the client repeats what failed for a passing reason, with backoff. */
public final class Publisher {
  private final RegistryClient registry;
  private final Repository repository;

  /** Into this repository. */
  public Publisher(RegistryClient registry, Repository repository) {
    this.registry = registry;
    this.repository = repository;
  }

  /** The manifest's digest, or PushFailed. */
  public Outcome<Digest> publish(PackedArtifact artifact) throws InterruptedException {
    try {
      return Outcome.done(artifact.publish(registry, repository));
    } catch (OciException e) {
      return Outcome.refused(failed(e));
    }
  }

  /** What a failed exchange with the registry means for a compile. */
  public Refusal failed(OciException e) {
    String what = "the registry does not take the artifact into " + repository + " (";
    String detail = e.getMessage() + "): ";
    return switch (e.reason()) {
      case Unauthorized ->
          Refusal.last(Reason.PushFailed, what + detail + "check the credentials for it");
      case Unavailable ->
          Refusal.passing(
              Reason.PushFailed,
              what + detail + "check that it runs and can be reached; it is tried again later");
      case NoSpace, StorageFailed ->
          Refusal.passing(Reason.InternalError, "the compiler's disk fails: " + e.getMessage());
      case NotFound, DigestMismatch, TooLarge, ManifestInvalid, Refused ->
          new Refusal(
              Reason.PushFailed,
              what + detail + "check its configuration, quota and limits",
              e.retryable());
    };
  }
}
