package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 content digest. The only algorithm that Atoll trusts.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
  private static final String PREFIX = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** Refuses anything but 64 lower-case hexadecimal digits. */
  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a sha256 digest has 64 lower-case hexadecimal digits, not " + Shown.text(hex));
    }
  }

  /**
   * Reads the form {@code sha256:<64 hex>}.
   *
   * @throws IllegalArgumentException for any other form or algorithm
   */
  @JsonCreator
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "a digest has the form sha256:<64 hex digits>, not " + Shown.text(text));
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] bytes) {
    return ofState(hasher().digest(bytes));
  }

  /** The digest of a file, read in pieces of 64 KiB. */
  public static Digest ofFile(Path file) throws IOException {
    MessageDigest hasher = hasher();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hasher.update(buffer, 0, n);
      }
    }
    return ofState(hasher.digest());
  }

  /** True when these bytes have this digest. */
  public boolean verifies(byte[] bytes) {
    return equals(of(bytes));
  }

  /** The form of the distribution protocol, {@code sha256:<hex>}. */
  @JsonValue
  @Override
  public String toString() {
    return PREFIX + hex;
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  static Digest ofState(byte[] sha256) {
    return new Digest(HexFormat.of().formatHex(sha256));
  }

  static MessageDigest hasher() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
