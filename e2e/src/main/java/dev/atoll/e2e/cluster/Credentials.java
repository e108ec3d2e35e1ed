package dev.atoll.e2e.cluster;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Tokens and keys of one cluster; made anew for each and never printed. */
final class Credentials {
  private static final int RSA_BITS = 2048;
  private static final int TOKEN_BYTES = 32;

  private Credentials() {}

  /** 64 hexadecimal digits. */
  static String token() {
    var bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** With this key the API server signs service-account tokens. */
  static KeyPair signingKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /**
   * PEM, as the API server reads it: PKCS #8 for the private half, SubjectPublicKeyInfo for the
   * public one.
   */
  static String pem(String type, byte[] der) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, lines, type);
  }
}
