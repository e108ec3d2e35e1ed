package dev.atoll.device.agent.store;

import dev.atoll.oci.Digest;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Content by digest: {@code blobs/<hex>} whole and verified when it was written, {@code
 * partial/<hex>} on the way, {@code signatures/<hex>} of the manifests that were verified.
 */
public final class ContentStore {
  private final Path blobs;
  private final Path partial;
  private final Path signatures;
  private final Disk disk;
  private final AtomicFiles files;

  /** Makes the directories below {@code root} when they are not there. */
  public ContentStore(Path root, Disk disk) throws IOException {
    this.blobs = root.resolve("blobs");
    this.partial = root.resolve("partial");
    this.signatures = root.resolve("signatures");
    this.disk = disk;
    this.files = new AtomicFiles(disk);
    disk.makeDirectory(blobs);
    disk.makeDirectory(partial);
    disk.makeDirectory(signatures);
  }

  /** Where the blob is, or will be. */
  public Path blob(Digest digest) {
    return blobs.resolve(digest.hex());
  }

  /** Where an unfinished pull of the blob is. */
  public Path partial(Digest digest) {
    return partial.resolve(digest.hex());
  }

  /** What the disk says about a blob. */
  public enum Health {
    /** It is not there. */
    Absent,
    /** Its bytes have another digest: it was deleted. */
    Damaged,
    /** Its bytes are right. */
    Whole
  }

  /** Reads the whole blob again; one with wrong bytes is deleted. */
  public Health check(Digest digest) throws IOException {
    Path file = blob(digest);
    try {
      if (Digest.ofFile(file).equals(digest)) {
        return Health.Whole;
      }
    } catch (NoSuchFileException e) {
      return Health.Absent;
    }
    files.delete(file);
    return Health.Damaged;
  }

  /** The bytes of a small blob. */
  public byte[] read(Digest digest) throws IOException {
    return disk.read(blob(digest));
  }

  /** Keeps a small blob. */
  public void put(Digest digest, byte[] bytes) throws IOException {
    files.write(blob(digest), bytes);
  }

  /** What is kept of a manifest's signatures, empty when nothing is. */
  public Optional<byte[]> signatures(Digest manifest) throws IOException {
    try {
      return Optional.of(disk.read(signatures.resolve(manifest.hex())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Keeps a manifest's signatures for as long as the manifest. */
  public void keepSignatures(Digest manifest, byte[] bytes) throws IOException {
    files.write(signatures.resolve(manifest.hex()), bytes);
  }

  /** Bytes that are free for us on the file system. */
  public long free() throws IOException {
    FileStore store = Files.getFileStore(blobs);
    return store.getUsableSpace();
  }

  /** Deletes all but these, and what is left of pulls of others. */
  public void sweep(Set<Digest> keep) throws IOException {
    Predicate<Path> wanted =
        p -> keep.stream().anyMatch(d -> p.getFileName().toString().startsWith(d.hex()));
    for (Path directory : List.of(blobs, partial, signatures)) {
      for (Path file : disk.list(directory)) {
        if (!wanted.test(file)) {
          disk.delete(file);
        }
      }
    }
  }
}
