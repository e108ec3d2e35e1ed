package dev.atoll.oci;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the bytes of a blob to push come from; each attempt reads them anew. */
public sealed interface BlobSource {
  /** A file, streamed. */
  record OfFile(Path path) implements BlobSource {}

  /** Small content in memory; not copied, do not change it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfBytes(byte[] bytes) implements BlobSource {}

  /** How many bytes there are now. */
  default long length() throws OciException {
    return switch (this) {
      case OfBytes b -> b.bytes().length;
      case OfFile f -> {
        try {
          yield Files.size(f.path());
        } catch (IOException e) {
          throw OciException.storage("reading " + f.path(), e);
        }
      }
    };
  }

  /**
   * A part of the bytes.
   *
   * @throws OciException DigestMismatch when they end before
   */
  default byte[] part(long from, int length) throws OciException {
    return switch (this) {
      case OfBytes b -> Arrays.copyOfRange(b.bytes(), (int) from, (int) from + length);
      case OfFile f -> {
        try (FileChannel file = FileChannel.open(f.path())) {
          ByteBuffer part = ByteBuffer.allocate(length);
          while (part.hasRemaining()) {
            if (file.read(part, from + part.position()) < 0) {
              throw OciException.mismatch(f.path() + " became shorter while it was sent");
            }
          }
          yield part.array();
        } catch (IOException e) {
          throw OciException.storage("reading " + f.path(), e);
        }
      }
    };
  }

  /** The body of one request that sends everything. */
  default BodyPublisher publisher() throws OciException {
    return switch (this) {
      case OfBytes b -> BodyPublishers.ofByteArray(b.bytes());
      case OfFile f -> {
        try {
          yield BodyPublishers.ofFile(f.path());
        } catch (FileNotFoundException e) {
          throw OciException.storage("reading " + f.path(), e);
        }
      }
    };
  }
}
