package dev.atoll.tflite.metadata;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.TfliteFormatException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One entry of a ZIP archive at the end of another file, by the archive's own directory (APPNOTE
 * 6.3, without encryption, splitting and ZIP64). Only what is asked for is unpacked, and never more
 * than a bound: the sizes that an archive declares prove nothing.
 */
final class AppendedZip {
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAX_ENTRIES = 1_000;

  private static final long END = 0x06054b50L;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 65_535;
  private static final long DIRECTORY_ENTRY = 0x02014b50L;
  private static final int DIRECTORY_ENTRY_BYTES = 46;
  private static final long LOCAL_HEADER = 0x04034b50L;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final String WHAT = "the appended archive";

  private record Entry(long header, int method, long packedBytes) {}

  private AppendedZip() {}

  /** The content of the entry of that name; empty when there is no archive or no such entry. */
  static Optional<byte[]> read(FlatFile file, String name) throws TfliteFormatException {
    long end = end(file);
    if (end < 0) {
      return Optional.empty();
    }
    Optional<Entry> entry = find(file, end, name.getBytes(StandardCharsets.UTF_8));
    return entry.isPresent() ? Optional.of(unpack(file, entry.get())) : Optional.empty();
  }

  /** Where the archive's last record begins; its comment ends with the file. */
  private static long end(FlatFile file) throws TfliteFormatException {
    long lowest = Math.max(0, file.size() - END_BYTES - MAX_COMMENT);
    for (long at = file.size() - END_BYTES; at >= lowest; at--) {
      if (u32(file, at) == END && at + END_BYTES + u16(file, at + 20) == file.size()) {
        return at;
      }
    }
    return -1;
  }

  private static Optional<Entry> find(FlatFile file, long end, byte[] name)
      throws TfliteFormatException {
    int count = u16(file, end + 10);
    if (count > MAX_ENTRIES) {
      throw new TfliteFormatException(WHAT + " has " + count + " entries");
    }
    long at = end - u32(file, end + 12);
    // Offsets count from the archive's beginning or from the file's: both are written.
    long base = at - u32(file, end + 16);
    for (int i = 0; i < count; i++) {
      if (u32(file, at) != DIRECTORY_ENTRY) {
        throw new TfliteFormatException(WHAT + " has a broken directory");
      }
      int nameBytes = u16(file, at + 28);
      if (nameBytes == name.length
          && Arrays.equals(file.copy(at + DIRECTORY_ENTRY_BYTES, nameBytes, WHAT), name)) {
        return Optional.of(
            new Entry(base + u32(file, at + 42), u16(file, at + 10), u32(file, at + 20)));
      }
      at += DIRECTORY_ENTRY_BYTES + nameBytes + u16(file, at + 30) + u16(file, at + 32);
    }
    return Optional.empty();
  }

  private static byte[] unpack(FlatFile file, Entry entry) throws TfliteFormatException {
    if (u32(file, entry.header()) != LOCAL_HEADER) {
      throw new TfliteFormatException(WHAT + " has an entry without its header");
    }
    ByteRange data =
        new ByteRange(
            entry.header()
                + LOCAL_HEADER_BYTES
                + u16(file, entry.header() + 26)
                + u16(file, entry.header() + 28),
            entry.packedBytes());
    file.inside(data.start(), data.length(), WHAT);
    if (data.length() > MAX_BYTES) {
      throw tooLarge();
    }
    byte[] packed = file.copy(data.start(), (int) data.length(), WHAT);
    return switch (entry.method()) {
      case STORED -> packed;
      case DEFLATED -> inflate(packed);
      default -> throw new TfliteFormatException(WHAT + " is packed by method " + entry.method());
    };
  }

  private static byte[] inflate(byte[] packed) throws TfliteFormatException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[16 * 1024];
      while (!inflater.finished()) {
        int n = inflater.inflate(part);
        if (n == 0 && !inflater.finished()) {
          throw new TfliteFormatException(WHAT + " is cut off");
        }
        out.write(part, 0, n);
        if (out.size() > MAX_BYTES) {
          throw tooLarge();
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new TfliteFormatException(WHAT + " is damaged: " + e.getMessage());
    }
  }

  private static TfliteFormatException tooLarge() {
    return new TfliteFormatException("the label file has more than " + MAX_BYTES + " bytes");
  }

  private static int u16(FlatFile file, long at) throws TfliteFormatException {
    return (int) file.unsigned(at, 2, WHAT);
  }

  private static long u32(FlatFile file, long at) throws TfliteFormatException {
    return file.unsigned(at, 4, WHAT);
  }
}
