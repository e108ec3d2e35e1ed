package dev.atoll.oci;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;

/** Where the bytes of a blob to push come from; each attempt reads them anew. */
public sealed interface BlobSource {
  /** A file, streamed. */
  record OfFile(Path path) implements BlobSource {}

  /** Small content in memory; not copied, do not change it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfBytes(byte[] bytes) implements BlobSource {}

  /** The body of one request. */
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
