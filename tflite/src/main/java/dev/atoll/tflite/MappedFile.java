package dev.atoll.tflite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A .tflite file in memory, mapped and not copied; it must not be truncated meanwhile. */
public final class MappedFile {
  private MappedFile() {}

  /** What is read of a file; it must not keep the buffer. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads from the buffer's position to its limit. */
    T read(ByteBuffer bytes) throws TfliteFormatException;
  }

  /**
   * Maps the file for as long as it is read.
   *
   * @throws TfliteFormatException when the reader says so, or the file is larger than any model
   * @throws IOException when the file cannot be read
   */
  public static <T> T read(Path file, Reader<T> reader) throws IOException, TfliteFormatException {
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new TfliteFormatException("the file has " + size + " bytes, a model at most 2 GiB");
      }
      return reader.read(channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer());
    }
  }
}
