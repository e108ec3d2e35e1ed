package dev.atoll.compiler.automl;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Labels of a model, in the order of its outputs. */
public final class Labels {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LABEL = 512;

  private Labels() {}

  /**
   * Copies a file of labels, one a line, in the form of the artifact: UTF-8, every line ended by
   * LF. Refuses with UnsupportedSource what is no such text.
   */
  public static void copy(Path from, Path to) throws RefusedException, IOException {
    if (Files.size(from) > MAX_BYTES) {
      throw unsupported("has more than " + MAX_BYTES + " bytes");
    }
    List<String> lines = text(Files.readAllBytes(from)).lines().toList();
    if (lines.isEmpty()) {
      throw unsupported("is empty");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.length() > MAX_LABEL || line.chars().anyMatch(Character::isISOControl)) {
        throw unsupported(
            "has in line %d more than %d letters, or control characters"
                .formatted(i + 1, MAX_LABEL));
      }
    }
    Files.writeString(to, String.join("\n", lines) + "\n");
  }

  private static String text(byte[] bytes) throws RefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unsupported("is not in UTF-8");
    }
  }

  private static RefusedException unsupported(String what) {
    return new RefusedException(
        Reason.UnsupportedSource,
        "the file of labels " + what + ": it is a text with one label a line");
  }
}
