package dev.atoll.oci.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468). Says nothing of their content in any error. */
final class Pem {
  private static final int MAX_CHARACTERS = 64 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

  private Pem() {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(String label, byte[] der) {
    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * @throws IllegalArgumentException when there is none, or one is damaged
   */
  static List<Block> blocks(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException("a key file has at most " + MAX_CHARACTERS + " bytes");
    }
    List<Block> blocks = new ArrayList<>();
    Matcher m = BLOCK.matcher(text);
    while (m.find()) {
      try {
        blocks.add(new Block(m.group(1), Base64.getMimeDecoder().decode(m.group(2))));
      } catch (IllegalArgumentException e) {
        // The decoder's message may show a part of the key.
        throw new IllegalArgumentException("the block " + m.group(1) + " is no base64");
      }
    }
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("there is no PEM block (-----BEGIN …-----) in it");
    }
    return blocks;
  }
}
