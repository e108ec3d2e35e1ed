package dev.atoll.oci.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Public keys, any of which may have signed. Several are there while a key is replaced. */
public final class TrustedKeys {
  private static final int MAX = 32;

  private final List<PublicKey> keys;

  private TrustedKeys(List<PublicKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads a PEM file with 1 to 32 public keys (blocks {@code PUBLIC KEY}).
   *
   * @throws IllegalArgumentException with a sentence that says what to do
   */
  public static TrustedKeys parse(String pem) {
    List<PublicKey> keys = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(pem)) {
      if (!block.label().equals("PUBLIC KEY")) {
        throw new IllegalArgumentException(
            "trusted keys are PEM blocks 'PUBLIC KEY' (openssl pkey -in KEY -pubout), not '"
                + block.label()
                + "'");
      }
      keys.add(read(block.der()));
    }
    if (keys.size() > MAX) {
      throw new IllegalArgumentException("there are at most " + MAX + " trusted keys");
    }
    return new TrustedKeys(List.copyOf(keys));
  }

  private static PublicKey read(byte[] der) {
    for (Scheme scheme : Scheme.values()) {
      try {
        PublicKey key =
            KeyFactory.getInstance(scheme.keyAlgorithm())
                .generatePublic(new X509EncodedKeySpec(der));
        if (Scheme.of(key).equals(Optional.of(scheme))) {
          return key;
        }
      } catch (InvalidKeySpecException e) {
        // Not of this scheme.
        continue;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has " + scheme, e);
      }
    }
    throw new IllegalArgumentException("a trusted key is neither ECDSA P-256 nor Ed25519");
  }

  /** True when one of the keys made this signature over exactly these bytes. */
  boolean signed(byte[] payload, byte[] signature) {
    return keys.stream().anyMatch(k -> signed(k, payload, signature));
  }

  private static boolean signed(PublicKey key, byte[] payload, byte[] signature) {
    Scheme scheme = Scheme.of(key).orElseThrow();
    try {
      Signature s = Signature.getInstance(scheme.algorithm());
      s.initVerify(key);
      s.update(payload);
      return s.verify(signature);
    } catch (SignatureException e) {
      // Not even of the form of a signature.
      return false;
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("a trusted key cannot verify", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + scheme, e);
    }
  }

  /** True when what this key signs is trusted. */
  public boolean trust(SigningKey key) {
    byte[] probe = {1, 2, 3};
    return signed(probe, key.sign(probe));
  }
}
