package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.process.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a program says, up to a limit: its beginning and its end, where it says how it ended, and
 * whether there was more between them.
 */
final class BoundedText implements ChildProcess.Output {
  private static final int PIECE = 8 * 1024;

  private final int half;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

  /** The last bytes behind the beginning; the next one goes to {@code said % end.length}. */
  private final byte[] end;

  private long said;

  /** In bytes. */
  BoundedText(int limit) {
    this.half = limit / 2;
    this.end = new byte[limit - half];
  }

  @Override
  public void read(InputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    // No lock while it waits: what a child left behind may hold its output open for ever.
    for (int n = out.read(piece); n >= 0; n = out.read(piece)) {
      keep(piece, n);
    }
  }

  private synchronized void keep(byte[] piece, int n) {
    int first = Math.min(n, half - beginning.size());
    beginning.write(piece, 0, first);
    for (int i = first; i < n; i++) {
      end[(int) (said++ % end.length)] = piece[i];
    }
  }

  /** All that was kept; a line says where something is missing. */
  synchronized String text() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(beginning.toByteArray());
    boolean cut = said > end.length;
    int oldest = cut ? (int) (said % end.length) : 0;
    if (cut) {
      all.writeBytes("\n(more was said)\n".getBytes(StandardCharsets.UTF_8));
      all.write(end, oldest, end.length - oldest);
    }
    all.write(end, 0, cut ? oldest : (int) said);
    return all.toString(StandardCharsets.UTF_8);
  }
}
