package dev.atoll.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** The part of a blob that is on the disk, hashed as it grows. */
final class PartialFile implements AutoCloseable {
  private final Path path;
  private final Descriptor blob;
  private final FileChannel channel;
  private final MessageDigest hasher = Digest.hasher();
  private long received;

  private PartialFile(Path path, Descriptor blob, FileChannel channel) {
    this.path = path;
    this.blob = blob;
    this.channel = channel;
  }

  /** Opens what is there, hashing it; what is longer than the blob is thrown away. */
  static PartialFile open(Path path, Descriptor blob) throws OciException {
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      PartialFile file = new PartialFile(path, blob, channel);
      file.hashExisting();
      file.requireRoom();
      return file;
    } catch (IOException e) {
      throw OciException.storage("opening " + path, e);
    }
  }

  private void hashExisting() throws IOException {
    if (channel.size() > blob.size()) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (channel.read(buffer) >= 0) {
      received += buffer.flip().remaining();
      hasher.update(buffer);
      buffer.clear();
    }
  }

  /** A disk that is filled to the brim harms more than a pull that never began. */
  private void requireRoom() throws IOException, OciException {
    long usable = Files.getFileStore(path).getUsableSpace();
    if (blob.size() - received > usable) {
      close();
      throw new OciException(
          OciException.Reason.NoSpace,
          "blob %s needs %d more bytes at %s, where %d are free; make room"
              .formatted(blob.digest(), blob.size() - received, path, usable),
          true);
    }
  }

  /** Bytes on the disk. */
  long received() {
    return received;
  }

  Descriptor blob() {
    return blob;
  }

  boolean complete() {
    return received == blob.size();
  }

  /** Appends; more than the blob's size is refused before it is written. */
  void append(ByteBuffer bytes) throws OciException {
    if (bytes.remaining() > blob.size() - received) {
      throw OciException.mismatch(
          "the registry sends more than the " + blob.size() + " bytes of blob " + blob.digest());
    }
    hasher.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        received += channel.write(bytes, received);
      }
    } catch (IOException e) {
      throw OciException.storage("writing " + path, e);
    }
  }

  /** Forgets all bytes. */
  void restart() throws OciException {
    try {
      channel.truncate(0);
      hasher.reset();
      received = 0;
    } catch (IOException e) {
      throw OciException.storage("truncating " + path, e);
    }
  }

  /** True when the bytes are the blob's; to be asked once, when complete. */
  boolean verified() {
    return complete() && blob.digest().equals(Digest.ofState(hasher.digest()));
  }

  void force() throws OciException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw OciException.storage("writing " + path, e);
    }
  }

  /** Deletes the file. */
  void discard() throws OciException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw OciException.storage("deleting " + path, e);
    }
  }

  @Override
  public void close() throws OciException {
    try {
      channel.close();
    } catch (IOException e) {
      throw OciException.storage("closing " + path, e);
    }
  }
}
