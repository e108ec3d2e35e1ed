package dev.atoll.oci.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** A private key. Neither its text form nor any error shows anything of it. */
public final class SigningKey {
  private final Scheme scheme;
  private final PrivateKey key;

  private SigningKey(Scheme scheme, PrivateKey key) {
    this.scheme = scheme;
    this.key = key;
  }

  /**
   * Reads a PEM file with one private key in PKCS #8, unencrypted.
   *
   * @throws IllegalArgumentException with a sentence that says what to do
   */
  public static SigningKey parse(String pem) {
    var blocks = Pem.blocks(pem);
    if (blocks.size() != 1) {
      throw new IllegalArgumentException(
          "a signing key file holds one key, this one has " + blocks.size() + " PEM blocks");
    }
    String label = blocks.getFirst().label();
    switch (label) {
      case "PRIVATE KEY" -> {}
      case "EC PRIVATE KEY" ->
          throw new IllegalArgumentException(
              "the key is in the older form 'EC PRIVATE KEY'; convert it: openssl pkcs8 -topk8"
                  + " -nocrypt -in OLD -out NEW");
      case "ENCRYPTED PRIVATE KEY",
          "ENCRYPTED COSIGN PRIVATE KEY",
          "ENCRYPTED SIGSTORE PRIVATE KEY" ->
          throw new IllegalArgumentException(
              "the key is encrypted; mount it decrypted from a Secret (openssl pkcs8 -topk8"
                  + " -nocrypt)");
      default ->
          throw new IllegalArgumentException(
              "a signing key is a PEM block 'PRIVATE KEY', not '" + label + "'");
    }
    for (Scheme scheme : Scheme.values()) {
      Optional<SigningKey> key = read(scheme, blocks.getFirst().der());
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IllegalArgumentException(
        "the key is neither ECDSA P-256 nor Ed25519; make one: openssl genpkey -algorithm EC"
            + " -pkeyopt ec_paramgen_curve:P-256");
  }

  private static Optional<SigningKey> read(Scheme scheme, byte[] der) {
    try {
      PrivateKey key =
          KeyFactory.getInstance(scheme.keyAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      return Scheme.of(key).filter(s -> s == scheme).map(s -> new SigningKey(s, key));
    } catch (InvalidKeySpecException e) {
      // Not of this scheme.
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + scheme, e);
    }
  }

  /** The signature as it stands in the annotation, before base64. */
  byte[] sign(byte[] payload) {
    try {
      Signature s = Signature.getInstance(scheme.algorithm());
      s.initSign(key);
      s.update(payload);
      return s.sign();
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the signing key cannot sign", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + scheme, e);
    }
  }

  @Override
  public String toString() {
    return scheme + " signing key";
  }
}
