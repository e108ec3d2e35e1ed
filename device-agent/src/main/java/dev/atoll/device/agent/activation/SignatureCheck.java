package dev.atoll.device.agent.activation;

import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Repository;

/** Decides whether an artifact may come to this device. */
@FunctionalInterface
public interface SignatureCheck {
  /** Any artifact may: no keys are configured. */
  SignatureCheck OFF = (model, repository, manifest, artifactKey) -> {};

  /**
   * Returns when it may.
   *
   * @param model {@code namespace.name}
   * @throws UnfitException SignatureInvalid
   * @throws OciException when the registry does not answer
   */
  void require(String model, Repository repository, Digest manifest, String artifactKey)
      throws OciException, UnfitException, InterruptedException;
}
