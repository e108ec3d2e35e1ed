package dev.atoll.oci.signature;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/** The signature schemes that are known. */
enum Scheme {
  /** Over SHA-256, DER encoded. */
  EcdsaP256("EC", "SHA256withECDSA"),
  /** Over the payload itself. */
  Ed25519("Ed25519", "Ed25519");

  private static final ECParameterSpec P256 = p256();

  private final String keyAlgorithm;
  private final String algorithm;

  Scheme(String keyAlgorithm, String algorithm) {
    this.keyAlgorithm = keyAlgorithm;
    this.algorithm = algorithm;
  }

  /** For key factories. */
  String keyAlgorithm() {
    return keyAlgorithm;
  }

  /** For signatures. */
  String algorithm() {
    return algorithm;
  }

  /** The scheme of this key; empty for another curve. */
  static Optional<Scheme> of(Key key) {
    if (key instanceof ECKey ec) {
      ECParameterSpec p = ec.getParams();
      boolean p256 =
          p.getCurve().equals(P256.getCurve())
              && p.getGenerator().equals(P256.getGenerator())
              && p.getOrder().equals(P256.getOrder());
      return p256 ? Optional.of(EcdsaP256) : Optional.empty();
    }
    boolean ed25519 =
        key instanceof EdECKey ed
            && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    return ed25519 ? Optional.of(Ed25519) : Optional.empty();
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }
}
