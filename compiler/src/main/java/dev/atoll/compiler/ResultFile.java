package dev.atoll.compiler;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Writes the result in one step; it fits into a termination message of a container. */
final class ResultFile {
  static final int MAX_BYTES = 4096;
  private static final String CUT = "…";

  private ResultFile() {}

  static void write(Path file, Outcome<CompileResult> outcome) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes(outcome));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static byte[] bytes(Outcome<CompileResult> outcome) {
    return switch (outcome) {
      case Outcome.Done<CompileResult>(CompileResult result) -> Json.write(result);
      case Outcome.Refused<CompileResult>(Refusal refusal) -> shortened(refusal);
    };
  }

  /** Cuts the message at its end; the sentence's start says what it is about. */
  private static byte[] shortened(Refusal refusal) {
    byte[] whole = json(refusal);
    String message = refusal.message();
    while (whole.length > MAX_BYTES && !message.isEmpty()) {
      int keep = Math.max(0, message.length() - Math.max(1, (whole.length - MAX_BYTES) / 6));
      if (keep > 0 && Character.isHighSurrogate(message.charAt(keep - 1))) {
        keep--;
      }
      message = message.substring(0, keep);
      whole = json(refusal.saying(message + CUT));
    }
    return whole;
  }

  private static byte[] json(Refusal refusal) {
    return Json.write(Map.of("failure", refusal));
  }
}
