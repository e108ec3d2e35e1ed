package dev.atoll.oci;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sends one blob in parts and can go on after any of them, also in the middle of one. */
final class BlobPush {
  /** What a cut line costs at most when the registry keeps nothing of an unfinished part. */
  static final int CHUNK = 4 * 1024 * 1024;

  private final RegistryClient registry;
  private final Repository repository;
  private final Descriptor blob;
  private final BlobSource source;
  private final String what;

  /** The upload under way, null before the first and after one that cannot be gone on with. */
  private @Nullable UploadSession session;

  /** The farthest byte that any upload of ours reached. */
  private long best;

  /** Some registries take a blob only in one piece. */
  private boolean whole;

  private boolean begunAnew;

  BlobPush(RegistryClient registry, Repository repository, Descriptor blob, BlobSource source) {
    this.registry = registry;
    this.repository = repository;
    this.blob = blob;
    this.source = source;
    this.what = "sending blob " + blob.digest() + " to " + repository;
    this.whole = blob.size() <= CHUNK;
  }

  /** Returns when the registry has the blob. */
  void run() throws OciException, InterruptedException {
    long length = source.length();
    if (length != blob.size()) {
      throw OciException.mismatch(what + ": there are " + length + " bytes, not " + blob.size());
    }
    Retry retry = registry.retry();
    for (int failed = 0; ; ) {
      long before = best;
      try {
        if (registry.hasBlobOnce(repository, blob.digest()) || sent()) {
          return;
        }
      } catch (OciException e) {
        failed = best > before ? 0 : failed + 1;
        if (!e.retryable() || retry.backoff().exhausted(failed)) {
          throw told(e);
        }
      }
      retry.sleeper().sleep(retry.backoff().delay(Math.max(1, failed), retry.random()));
    }
  }

  private OciException told(OciException e) {
    return best == 0
        ? e
        : new OciException(
            e.reason(),
            "%s (it came to byte %d of %d)".formatted(e.getMessage(), best, blob.size()),
            e.retryable(),
            e);
  }

  /** False when it must be begun anew, in another way. */
  private boolean sent() throws OciException, InterruptedException {
    UploadSession s = goOnOrBegin();
    try {
      if (!whole) {
        parts(s);
      }
      return completed(s);
    } catch (OciException e) {
      if (e.reason() == OciException.Reason.Refused && !whole && s.received() == 0) {
        // The first part is refused for good: perhaps it wants the blob in one piece.
        whole = true;
        session = null;
        return false;
      }
      throw e;
    }
  }

  private UploadSession goOnOrBegin() throws OciException, InterruptedException {
    UploadSession s = session;
    if (s != null && !whole && s.refresh() && s.received() <= blob.size()) {
      best = Math.max(best, s.received());
      return s;
    }
    session = UploadSession.begin(registry, repository, what);
    return session;
  }

  private void parts(UploadSession s) throws OciException, InterruptedException {
    while (s.received() < blob.size()) {
      long from = s.received();
      long left = blob.size() - from;
      s.append(source.part(from, (int) Math.min(left, Math.max(CHUNK, s.leastChunk()))));
      if (s.received() <= from || s.received() > blob.size()) {
        session = null;
        throw OciException.unavailable(
            what + ": after byte " + from + " the registry says it has " + s.received(), null);
      }
      best = Math.max(best, s.received());
    }
  }

  private boolean completed(UploadSession s) throws OciException, InterruptedException {
    boolean resumed = s.received() > 0;
    Answer a = s.complete(blob.digest(), whole ? source : null);
    if (a.status() == 201) {
      if (a.digest().isPresent() && !a.digest().get().equals(blob.digest())) {
        throw OciException.mismatch(what + ": it was stored as " + a.digest().get());
      }
      return true;
    }
    if (a.status() == 400 && a.shows("DIGEST_INVALID")) {
      session = null;
      if (resumed && !begunAnew && blob.digest().equals(digestNow())) {
        // The parts did not fit together on the other side: once more from the first byte.
        begunAnew = true;
        return false;
      }
      throw OciException.mismatch(
          what + ": the bytes have another digest; did the file change while it was sent?");
    }
    if (a.status() == 416 || a.status() == 404) {
      throw a.passing(what);
    }
    throw a.failure(what);
  }

  private Digest digestNow() throws OciException {
    return switch (source) {
      case BlobSource.OfBytes b -> Digest.of(b.bytes());
      case BlobSource.OfFile f -> {
        try {
          yield Digest.ofFile(f.path());
        } catch (IOException e) {
          throw OciException.storage("reading " + f.path(), e);
        }
      }
    };
  }
}
