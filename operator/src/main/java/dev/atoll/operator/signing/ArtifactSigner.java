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
import dev.atoll.operator.signing.Verdict.Trusted;
import dev.atoll.operator.signing.Verdict.Unsigned;
import dev.atoll.operator.signing.Verdict.Untrusted;
import java.util.Optional;
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
      return judged("the artifact is made but cannot be signed", () -> signed(job, made));
    } finally {
      one.unlock();
    }
  }

  @Override
  public Verdict verify(CompileJob job, CompileResult.Hit found) throws InterruptedException {
    return judged(
        "the compiler was refused because of an artifact that the registry had, and whether that"
            + " one is signed cannot be seen",
        () ->
            doubt(
                    job,
                    Repository.parse(found.artifact().repository()),
                    Digest.parse(found.artifact().digest()),
                    found.artifactKey(),
                    keys.read())
                .orElse(new Trusted()));
  }

  @FunctionalInterface
  private interface Judgement {
    Verdict of() throws OciException, InterruptedException;
  }

  private static Verdict judged(String what, Judgement judgement) throws InterruptedException {
    try {
      return judgement.of();
    } catch (OciException e) {
      return new Unsigned(SigningReason.PushFailed, what + ": " + e.getMessage(), e.retryable());
    } catch (IllegalArgumentException e) {
      return new Unsigned(SigningReason.SigningKeyInvalid, what + ": " + e.getMessage(), true);
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
    if (made.cacheHit()) {
      var doubt = doubt(job, repository, digest, artifact.artifactKey(), pair);
      if (doubt.isPresent()) return doubt.get();
    }
    var claims =
        new Claims(digest, job.id().namespace(), job.spec().model(), artifact.artifactKey());
    signatures.sign(repository, claims, pair.signing(), pair.trusted());
    return new Trusted();
  }

  /**
   * Whoever may write to the registry could have put it there: any model's signature of this
   * namespace will do, but one there must be.
   */
  private Optional<Verdict> doubt(
      CompileJob job, Repository repository, Digest digest, String key, KeyFiles.Pair pair)
      throws OciException, InterruptedException {
    var expected = new Expected(digest, job.id().namespace(), null, key);
    return expected
        .problem(signatures.read(repository, digest), pair.trusted())
        .map(Untrusted::new);
  }
}
