package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.process.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a program says, up to a limit: its beginning, and whether there was more. */
final class BoundedText implements ChildProcess.Output {
  private static final int PIECE = 8 * 1024;

  private final int limit;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean cut;

  BoundedText(int limit) {
    this.limit = limit;
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
    int keep = Math.min(n, limit - kept.size());
    kept.write(piece, 0, keep);
    cut |= keep < n;
  }

  /** All that was kept. */
  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8) + (cut ? "\n(more was said)\n" : "");
  }
}
