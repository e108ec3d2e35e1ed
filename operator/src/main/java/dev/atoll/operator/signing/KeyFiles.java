package dev.atoll.operator.signing;

import dev.atoll.oci.signature.SigningKey;
import dev.atoll.oci.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Mounted key files, read anew for each use: a Secret that was changed counts without a restart.
 *
 * @param signing PEM, one private key
 * @param trusted PEM, public keys; the one of the signing key must be among them
 */
public record KeyFiles(Path signing, Path trusted) {
  /** Both keys of one moment. */
  record Pair(SigningKey signing, TrustedKeys trusted) {}

  /**
   * Reads both.
   *
   * @throws IllegalArgumentException with a sentence that names the file and what to do
   */
  Pair read() {
    var pair = new Pair(parse(signing, SigningKey::parse), parse(trusted, TrustedKeys::parse));
    if (!pair.trusted().trust(pair.signing()))
      throw new IllegalArgumentException(
          "the public key of %s is not in %s; add it: openssl pkey -in KEY -pubout"
              .formatted(signing, trusted));
    return pair;
  }

  private interface Parser<T> {
    T parse(String pem);
  }

  private static <T> T parse(Path file, Parser<T> parser) {
    try {
      return parser.parse(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("the key file " + file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the key file " + file + ": " + e.getMessage(), e);
    }
  }
}
