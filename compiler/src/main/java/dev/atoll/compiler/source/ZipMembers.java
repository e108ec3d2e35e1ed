package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** A .zip file, by its central directory. */
record ZipMembers(SourceUri uri, Path file, Limits limits) implements Archive.Members {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY_BYTES_OF_A_FILE = 512;
  private static final int DIRECTORY_BYTES = 1 << 20;

  @Override
  public void each(Archive.Visitor visitor) throws RefusedException, IOException {
    // The directory is held in memory: one of millions of entries must not fill it.
    Budget channel =
        new Budget(
            FileChannel.open(file),
            DIRECTORY_BYTES + (long) DIRECTORY_BYTES_OF_A_FILE * limits.files());
    try (ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(channel).setIgnoreLocalFileHeader(true).get()) {
      channel.lift();
      for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
        ZipArchiveEntry entry = all.nextElement();
        if (!entry.isDirectory()) {
          checked(zip, entry);
          try (InputStream content = new Lazy(zip, entry)) {
            visitor.file(Archive.bare(entry.getName()), entry.getSize(), content);
          }
        }
      }
    } catch (IOException e) {
      // The library wraps what stopped it.
      if (channel.spent()) {
        throw new RefusedException(
            Refusal.last(
                Reason.TooLarge, "%s has more than %d files".formatted(uri, limits.files())),
            e);
      }
      throw e;
    } finally {
      channel.close();
    }
  }

  private void checked(ZipFile zip, ZipArchiveEntry entry) throws RefusedException {
    int type = entry.getUnixMode() & TYPE;
    if (type != 0 && type != REGULAR) {
      throw refused(entry, "is a link or special file: pack plain files only");
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw refused(entry, "is encrypted: pack it without a password");
    }
    if (!zip.canReadEntryData(entry) || entry.getSize() < 0) {
      throw refused(entry, "is compressed in a way that is not supported: use deflate");
    }
  }

  private RefusedException refused(ZipArchiveEntry entry, String why) {
    return Trouble.unsupported(
        "'%s' in the archive %s %s".formatted(SourceUri.masked(entry.getName()), uri, why));
  }

  /** Opens the content only when it is read. */
  private static final class Lazy extends InputStream {
    private final ZipFile zip;
    private final ZipArchiveEntry entry;
    private InputStream opened = InputStream.nullInputStream();
    private boolean isOpen;

    Lazy(ZipFile zip, ZipArchiveEntry entry) {
      this.zip = zip;
      this.entry = entry;
    }

    private InputStream content() throws IOException {
      if (!isOpen) {
        opened = zip.getInputStream(entry);
        isOpen = true;
      }
      return opened;
    }

    @Override
    public int read() throws IOException {
      return content().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return content().read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      opened.close();
    }
  }

  /** Lets so many bytes be read until it is lifted. */
  private static final class Budget implements SeekableByteChannel {
    private final SeekableByteChannel channel;
    private long left;

    Budget(SeekableByteChannel channel, long bytes) {
      this.channel = channel;
      this.left = bytes;
    }

    boolean spent() {
      return left < 0;
    }

    void lift() {
      left = Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      int n = channel.read(to);
      left -= Math.max(n, 0);
      if (left < 0) {
        throw new IOException("more was read than allowed");
      }
      return n;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long to) throws IOException {
      channel.position(to);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
