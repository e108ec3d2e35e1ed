package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.store.ContentStore;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Repository;
import dev.atoll.oci.signature.Expected;
import dev.atoll.oci.signature.Signatures;
import dev.atoll.oci.signature.SignedPayload;
import dev.atoll.oci.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An artifact needs a signature by a trusted key, for this very model. What was verified is kept
 * beside the artifact, so that it can be verified again without the registry; the keys are read
 * anew each time.
 */
public final class TrustedSignatures implements SignatureCheck {
  private final Signatures signatures;
  private final ContentStore store;
  private final Path keys;

  /** The key file is PEM, public keys. */
  public TrustedSignatures(Signatures signatures, ContentStore store, Path keys) {
    this.signatures = signatures;
    this.store = store;
    this.keys = keys;
  }

  @Override
  public void require(String model, Repository repository, Digest manifest, String artifactKey)
      throws OciException, UnfitException, InterruptedException {
    TrustedKeys trusted = trusted();
    int dot = model.indexOf('.');
    Expected expected =
        new Expected(manifest, model.substring(0, dot), model.substring(dot + 1), artifactKey);
    if (expected.problem(kept(manifest), trusted).isEmpty()) {
      return;
    }
    List<SignedPayload> found = signatures.read(repository, manifest);
    Optional<String> problem = expected.problem(found, trusted);
    if (problem.isPresent()) {
      throw new UnfitException(
          Reason.SignatureInvalid,
          problem.get() + "; only what the operator signed is run (ATOLL_SIGNATURE_KEYS)");
    }
    keep(manifest, found);
  }

  private TrustedKeys trusted() throws UnfitException {
    try {
      return TrustedKeys.parse(Files.readString(keys));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnfitException(
          Reason.SignatureInvalid,
          "the trusted keys in %s (ATOLL_SIGNATURE_KEYS) cannot be used: %s"
              .formatted(keys, e.getMessage()),
          e);
    }
  }

  /** What cannot be read is as good as none: the registry is asked. */
  private List<SignedPayload> kept(Digest manifest) {
    try {
      Optional<byte[]> bytes = store.signatures(manifest);
      return bytes.isEmpty()
          ? List.of()
          : List.of(Json.read(bytes.get(), SignedPayload[].class, "the kept signatures"));
    } catch (IOException | OciException e) {
      return List.of();
    }
  }

  private void keep(Digest manifest, List<SignedPayload> found) throws OciException {
    try {
      store.keepSignatures(manifest, Json.write(found));
    } catch (IOException e) {
      throw Artifacts.storage("keeping the signatures of " + manifest, e);
    }
  }
}
