package dev.atoll.oci.signature;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Fresh keys as PEM files hold them. */
record Keys(String signing, String trusted) {
  static Keys ecdsa() {
    return of("EC", 256);
  }

  static Keys ed25519() {
    return of("Ed25519", 0);
  }

  static Keys of(String algorithm, int bits) {
    try {
      KeyPairGenerator g = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        g.initialize(bits);
      }
      KeyPair pair = g.generateKeyPair();
      return new Keys(
          pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
          pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }

  SigningKey key() {
    return SigningKey.parse(signing);
  }

  TrustedKeys trust() {
    return TrustedKeys.parse(trusted);
  }
}
