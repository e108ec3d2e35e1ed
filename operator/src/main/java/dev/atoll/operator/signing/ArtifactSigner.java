package dev.atoll.operator.signing;

import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.signature.Claims;
import dev.atoll.oci.signature.Expected;
import dev.atoll.oci.signature.Signatures;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.signing.Verdict.Signed;
import dev.atoll.operator.signing.Verdict.Unsigned;
import dev.atoll.operator.signing.Verdict.Untrusted;
import java.util.concurrent.locks.ReentrantLock;

/** Looks at one artifact in the registry and signs it. */
public final class ArtifactSigner implements SigningBackend.Signer {
  private final RegistryClient registry;
  private final Signatures signatures;
  private final KeyFiles keys;

  /** Two signatures of one artifact at once would lose one: they share a tag. */
  private final ReentrantLock one = new ReentrantLock();

  /**
   * @throws IllegalArgumentException when the keys cannot be used
   */
  public ArtifactSigner(RegistryClient registry, KeyFiles keys) {
    this.registry = registry;
    this.signatures = new Signatures(registry);
    this.keys = keys;
    keys.read();
  }

  @Override
  public Verdict sign(CompileJob job, CompileResult.Compiled made) throws InterruptedException {
    one.lockInterruptibly();
    try {
      return signed(job, made);
    } catch (OciException e) {
      return new Unsigned(
          SigningReason.PushFailed,
          "the artifact is made but cannot be signed: " + e.getMessage(),
          e.retryable());
    } catch (IllegalArgumentException e) {
      return new Unsigned(
          SigningReason.SigningKeyInvalid,
          "the artifact is made but cannot be signed: " + e.getMessage(),
          true);
    } finally {
      one.unlock();
    }
  }

  private Verdict signed(CompileJob job, CompileResult.Compiled made)
      throws OciException, InterruptedException {
    var pair = keys.read();
    var repository = Repository.parse(made.artifact().repository());
    var digest = Digest.parse(made.artifact().digest());
    var artifact = ModelArtifact.read(registry.getManifest(repository.digest(digest)).manifest());
    if (!artifact.artifactKey().equals(made.artifactKey()))
      return new Unsigned(
          SigningReason.InternalError,
          "the compiler said artifact key %s, the artifact %s says %s"
              .formatted(made.artifactKey(), digest, artifact.artifactKey()),
          false);
    var claims =
        new Claims(digest, job.id().namespace(), job.spec().model(), artifact.artifactKey());
    if (made.cacheHit()) {
      // Whoever may write to the registry could have put it there: any model's signature of this
      // namespace will do, but one there must be.
      var expected = new Expected(digest, claims.namespace(), null, claims.artifactKey());
      var problem = expected.problem(signatures.read(repository, digest), pair.trusted());
      if (problem.isPresent()) return new Untrusted(problem.get());
    }
    signatures.sign(repository, claims, pair.signing(), pair.trusted());
    return new Signed();
  }
}
