package dev.atoll.compiler.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a program says into lines, and keeps no more of it than one short line at a time. */
final class ShortLines implements ChildProcess.Output {
  private static final int LONGEST = 4_096;

  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private boolean tooLong;

  ShortLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void read(InputStream out) throws IOException {
    try (Reader text = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8))) {
      for (int c = text.read(); c >= 0; c = text.read()) {
        if (c == '\n' || c == '\r') { // a progress bar ends with the latter
          end();
        } else if (line.length() == LONGEST) {
          tooLong = true;
        } else {
          line.append((char) c);
        }
      }
      if (!line.isEmpty()) {
        end();
      }
    }
  }

  private void end() {
    if (!tooLong) {
      lines.accept(line.toString());
    }
    line.setLength(0);
    tooLong = false;
  }
}
