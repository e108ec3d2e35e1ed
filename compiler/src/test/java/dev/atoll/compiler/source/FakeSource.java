package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in memory; {@link #breaks} streams break off after {@link #goodBytes} first, {@link
 * #afterOpen} runs at each.
 */
final class FakeSource implements Source {
  final Map<String, byte[]> files = new TreeMap<>();
  final List<Long> opened = new ArrayList<>();
  int breaks;
  int goodBytes;
  boolean ranges = true;
  Runnable afterOpen = () -> {};

  private final Transfer transfer;

  FakeSource(Transfer transfer) {
    this.transfer = transfer;
  }

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
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    transfer.run(uri, entry, to, maxBytes, from -> opened(entry, from));
  }

  private Transfer.Opened opened(Entry entry, long from) {
    byte[] content = files.getOrDefault(entry.path(), new byte[0]);
    opened.add(from);
    afterOpen.run();
    long begin = ranges ? from : 0;
    int good = breaks-- > 0 ? goodBytes : content.length;
    return new Transfer.Opened(
        new SequenceInputStream(
            new ByteArrayInputStream(
                content, (int) begin, Math.min(good, content.length - (int) begin)),
            good < content.length - begin ? new Broken() : InputStream.nullInputStream()),
        begin);
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }
  }
}
