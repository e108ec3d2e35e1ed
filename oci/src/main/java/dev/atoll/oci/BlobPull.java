package dev.atoll.oci;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a blob into a file and can go on at any byte, also in another process after a power cut.
 * The final file appears only whole and verified, by an atomic rename.
 */
public final class BlobPull {
  private final RegistryClient registry;

  /** Uses the client's policy of repetition; an attempt that brought bytes starts it anew. */
  public BlobPull(RegistryClient registry) {
    this.registry = registry;
  }

  /** Told now and then how far a pull has come; must be quick. */
  @FunctionalInterface
  public interface Progress {
    /** Tells nobody. */
    Progress NONE = (received, size) -> {};

    /** Of {@code size} bytes, {@code received} are on the disk. */
    void at(long received, long size);
  }

  /**
   * Brings the blob to {@code target}.
   *
   * @param partial kept when the line fails, and gone on with by the next call; on the same file
   *     system as {@code target}; deleted when its bytes turn out wrong. One pull at a time.
   * @throws OciException DigestMismatch when the registry's bytes are not the blob's; Unavailable
   *     when attempts without a new byte are exhausted; NoSpace, StorageFailed, NotFound…
   */
  public void pull(
      Repository repository, Descriptor blob, Path partial, Path target, Progress progress)
      throws OciException, InterruptedException {
    boolean resumed = attempt(repository, blob, partial, progress, true);
    if (!resumed) {
      attempt(repository, blob, partial, progress, false);
    }
    finish(partial, target);
  }

  /**
   * @return false when what an earlier call had left was wrong, so that a fresh start is worth it
   */
  private boolean attempt(
      Repository repository, Descriptor blob, Path partial, Progress progress, boolean mayRestart)
      throws OciException, InterruptedException {
    try (PartialFile file = PartialFile.open(partial, blob)) {
      boolean resumed = file.received() > 0;
      receive(repository, file, progress);
      if (file.verified()) {
        file.force();
        return true;
      }
      file.discard();
      if (resumed && mayRestart) {
        return false;
      }
      throw OciException.mismatch(
          "the bytes of blob " + blob.digest() + " in " + repository + " have another digest");
    }
  }

  private void receive(Repository repository, PartialFile file, Progress progress)
      throws OciException, InterruptedException {
    BlobRequest request = new BlobRequest(registry.session(), repository, file, progress);
    Retry retry = registry.retry();
    long best = file.received();
    for (int failed = 0; !file.complete(); ) {
      OciException error = once(request, file);
      // Only bytes never had before count: a registry without ranges could else keep us for ever.
      failed = file.received() > best ? 0 : failed + 1;
      best = Math.max(best, file.received());
      if (error != null && !error.retryable()) {
        throw error;
      }
      if (file.complete()) {
        return;
      }
      if (retry.backoff().exhausted(failed)) {
        throw error != null
            ? error
            : OciException.unavailable("the registry ends the blob before its end", null);
      }
      retry.sleeper().sleep(retry.backoff().delay(Math.max(1, failed), retry.random()));
    }
  }

  private static @Nullable OciException once(BlobRequest request, PartialFile file)
      throws OciException, InterruptedException {
    try {
      request.run();
      return null;
    } catch (OciException e) {
      if (e.reason() == OciException.Reason.DigestMismatch) {
        file.discard();
      }
      return e;
    }
  }

  private static void finish(Path partial, Path target) throws OciException {
    try {
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Path directory = target.toAbsolutePath().getParent();
      try (FileChannel d = FileChannel.open(directory, StandardOpenOption.READ)) {
        d.force(true);
      }
    } catch (IOException e) {
      throw OciException.storage("moving the verified blob to " + target, e);
    }
  }
}
