package dev.atoll.device.agent.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A token that somebody else renews in a file. Its content is never shown. */
final class TokenFile {
  private final Path file;
  private String token = "";
  private FileTime read = FileTime.fromMillis(-1);

  TokenFile(Path file) {
    this.file = file;
  }

  /** As it is now. */
  synchronized String read() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        token = Files.readString(file).strip();
        read = changed;
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException("the token cannot be read from " + file, e);
    }
  }
}
