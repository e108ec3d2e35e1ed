package dev.atoll.e2e.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/**
 * The keys of one run: the operator signs with the first, operator and devices trust the second.
 *
 * @param signing PEM, readable by its owner alone
 * @param trusted PEM
 */
record SigningKeys(Path signing, Path trusted) {
  /** Those of this run; made when they are first asked for. */
  static synchronized SigningKeys in(Path runDirectory) {
    var folder = runDirectory.resolve("keys");
    var keys = new SigningKeys(folder.resolve("signing.pem"), folder.resolve("trusted.pem"));
    try {
      if (!Files.exists(keys.trusted())) keys.make(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  private void make(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Files.createFile(
          signing,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(signing, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Files.writeString(trusted, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }
}
