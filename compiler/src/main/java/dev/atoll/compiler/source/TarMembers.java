package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A .tar file, plain or behind gzip. */
record TarMembers(SourceUri uri, Path file, boolean gzip, Limits limits)
    implements Archive.Members {
  private static final int MAGIC_AT = 257;
  private static final String MAGIC = "ustar";

  /** What stands between two files: headers and long names, which are held in memory. */
  private static final long MAX_BETWEEN = 1 << 20;

  /** Whether the first bytes are those of a tar file. */
  static boolean header(byte[] head) {
    return head.length >= 512
        && new String(head, MAGIC_AT, MAGIC.length(), java.nio.charset.StandardCharsets.US_ASCII)
            .equals(MAGIC);
  }

  @Override
  public void each(Archive.Visitor visitor) throws RefusedException, IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        Allowance plain = new Allowance(gzip ? new GZIPInputStream(raw, 64 * 1024) : raw);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      long bytes = 0;
      int members = 0;
      plain.allow(MAX_BETWEEN);
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (++members > 2 * limits.files()) {
          throw new RefusedException(
              Reason.TooLarge, "%s has more than %d files".formatted(uri, limits.files()));
        }
        // To read past a file costs its unpacked bytes: what is declared decides before that.
        bytes = Listing.sum(bytes, Math.max(e.getSize(), 0));
        Archive.require(uri, file, limits, bytes);
        plain.allow(e.getSize() + MAX_BETWEEN);
        visit(tar, e, visitor);
        tar.transferTo(java.io.OutputStream.nullOutputStream());
        plain.allow(MAX_BETWEEN);
      }
    }
  }

  private void visit(TarArchiveInputStream tar, TarArchiveEntry e, Archive.Visitor visitor)
      throws RefusedException, IOException {
    if (e.isDirectory()) {
      return;
    }
    String path = Archive.bare(e.getName());
    boolean plain =
        e.isFile()
            && !e.isSymbolicLink()
            && !e.isLink()
            && !e.isFIFO()
            && !e.isBlockDevice()
            && !e.isCharacterDevice()
            && !e.isSparse();
    if (!plain || !tar.canReadEntryData(e)) {
      throw Trouble.unsupported(
          "'%s' in the archive %s is a link or special file: pack plain files only"
              .formatted(SourceUri.masked(path), uri));
    }
    visitor.file(path, e.getSize(), tar);
  }

  /** Fails when more is read than was allowed last. */
  private static final class Allowance extends FilterInputStream {
    private long left;

    Allowance(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      spend(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      spend(n);
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = super.skip(n);
      spend(skipped);
      return skipped;
    }

    private void spend(long bytes) throws IOException {
      left -= Math.max(bytes, 0);
      if (left < 0) {
        throw new IOException("a header without end");
      }
    }
  }
}
