package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files in memory; {@link #breaks} streams break off first, {@link #afterOpen} runs at each. */
final class FakeSource implements Source {
  final Map<String, byte[]> files = new TreeMap<>();
  int breaks;
  Runnable afterOpen = () -> {};

  FakeSource with(String path, int bytes) {
    files.put(path, new byte[bytes]);
    return this;
  }

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles) {
    return files.keySet().stream().map(this::entry).toList();
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException {
    if (!files.containsKey("")) {
      throw new RefusedException(Reason.SourceNotFound, "nothing at " + file);
    }
    return entry("");
  }

  private Entry entry(String path) {
    byte[] content = files.getOrDefault(path, new byte[0]);
    return new Entry(path, content.length, "v" + System.identityHashCode(content));
  }

  @Override
  public InputStream open(SourceUri uri, Entry entry) {
    byte[] content = files.getOrDefault(entry.path(), new byte[0]);
    afterOpen.run();
    return breaks-- > 0 ? new Broken() : new ByteArrayInputStream(content);
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }
  }
}
