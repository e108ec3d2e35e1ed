package dev.atoll.oci;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;

/**
 * Talks to registries by the OCI distribution protocol. Safe for many threads; one per process is
 * enough. What may pass is repeated by the {@link Retry} policy. Errors: see {@link
 * OciException.Reason}.
 */
public final class RegistryClient {
  static final int MAX_ERROR_BODY = 8 * 1024;

  private final Session session;
  private final Retry retry;

  /** With everything that decides its behaviour. */
  public RegistryClient(RegistryConfig config, Retry retry) {
    this.session = new Session(new Http(config), config.credentials());
    this.retry = retry;
  }

  /** Ends its connections at once; for processes that are to end, which they would hold up. */
  public void close() {
    session.close();
  }

  /** A manifest as the registry keeps it, its digest verified. */
  public record Fetched(Manifest manifest, Descriptor descriptor) {}

  /** The digest of a manifest, empty when there is none. */
  public Optional<Digest> headManifest(Reference reference)
      throws OciException, InterruptedException {
    return retry.call(() -> {
      Answer a = manifest(reference, "HEAD", 0);
      if (a.status() == 404) {
        return Optional.empty();
      }
      if (a.status() != 200) {
        throw a.failure("looking for " + reference);
      }
      Optional<Digest> named = a.digest();
      if (named.isPresent() && reference.digest() != null) {
        same(reference.digest(), named.get(), reference.toString());
      }
      return named.isPresent() ? named : Optional.of(getOnce(reference).descriptor().digest());
    });
  }

  /** Reads a manifest of at most {@link Manifest#MAX_BYTES} and verifies its digest. */
  public Fetched getManifest(Reference reference) throws OciException, InterruptedException {
    return retry.call(() -> getOnce(reference));
  }

  private Fetched getOnce(Reference reference) throws OciException, InterruptedException {
    Answer a = manifest(reference, "GET", Manifest.MAX_BYTES);
    if (a.status() != 200) {
      throw a.failure("reading " + reference);
    }
    Digest actual = Digest.of(a.body());
    if (reference.digest() != null) {
      same(reference.digest(), actual, reference.toString());
    }
    Optional<Digest> named = a.digest();
    if (named.isPresent()) {
      same(named.get(), actual, reference.toString());
    }
    return new Fetched(
        Manifest.parse(a.body()),
        new Descriptor(Manifest.MEDIA_TYPE, actual, a.body().length, null));
  }

  private Answer manifest(Reference reference, String method, int limit)
      throws OciException, InterruptedException {
    Repository r = reference.repository();
    return session.exchange(
        r,
        Session.Access.PULL,
        session.uri(r, "manifests/" + reference.selector()),
        uri -> HttpRequest.newBuilder(uri).header("Accept", Manifest.MEDIA_TYPE),
        method,
        BodyPublishers.noBody(),
        limit);
  }

  /** True when the repository has this blob. */
  public boolean hasBlob(Repository repository, Digest digest)
      throws OciException, InterruptedException {
    return retry.call(() -> hasBlobOnce(repository, digest));
  }

  boolean hasBlobOnce(Repository repository, Digest digest)
      throws OciException, InterruptedException {
    Answer a =
        session.exchange(
            repository,
            Session.Access.PULL,
            session.uri(repository, "blobs/" + digest),
            HttpRequest::newBuilder,
            "HEAD",
            BodyPublishers.noBody(),
            0);
    return switch (a.status()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw a.failure("looking for blob " + digest + " in " + repository);
    };
  }

  /**
   * Reads a small blob into memory; for whole models use {@link BlobPull}.
   *
   * @param limit the greatest size that the caller is ready to hold, in bytes
   * @throws OciException also TooLarge before a byte is read, DigestMismatch
   */
  public byte[] getBlob(Repository repository, Descriptor blob, int limit)
      throws OciException, InterruptedException {
    if (blob.size() > limit) {
      throw new OciException(
          OciException.Reason.TooLarge,
          "blob " + blob.digest() + " has " + blob.size() + " bytes, at most " + limit + " allowed",
          false);
    }
    return retry.call(() -> getBlobOnce(repository, blob));
  }

  private byte[] getBlobOnce(Repository repository, Descriptor blob)
      throws OciException, InterruptedException {
    Answer a =
        session.exchange(
            repository,
            Session.Access.PULL,
            session.uri(repository, "blobs/" + blob.digest()),
            HttpRequest::newBuilder,
            "GET",
            BodyPublishers.noBody(),
            Math.toIntExact(blob.size()));
    if (a.status() != 200) {
      throw a.failure("reading blob " + blob.digest() + " of " + repository);
    }
    same(blob.digest(), Digest.of(a.body()), "blob in " + repository);
    return a.body();
  }

  /**
   * Sends a blob unless the repository has it. After a cut line or a restart of the registry it
   * goes on at the byte that the registry has; the policy of repetition begins anew with every byte
   * that arrived for the first time.
   *
   * @throws OciException DigestMismatch when the source's bytes are not the blob's; the message of
   *     an Unavailable says how far it came
   */
  public void pushBlob(Repository repository, Descriptor blob, BlobSource source)
      throws OciException, InterruptedException {
    new BlobPush(this, repository, blob, source).run();
  }

  /**
   * Stores a manifest under a tag or its digest.
   *
   * @return its descriptor
   */
  public Descriptor putManifest(Reference reference, Manifest manifest)
      throws OciException, InterruptedException {
    byte[] bytes = manifest.toBytes();
    Descriptor made = Descriptor.of(Manifest.MEDIA_TYPE, bytes);
    if (reference.digest() != null) {
      same(reference.digest(), made.digest(), reference.toString());
    }
    Repository r = reference.repository();
    URI uri = session.uri(r, "manifests/" + reference.selector());
    return retry.call(() -> {
      Answer a = push(r, uri, "PUT", BodyPublishers.ofByteArray(bytes), Manifest.MEDIA_TYPE);
      if (a.status() != 201) {
        throw a.failure("storing " + reference);
      }
      if (a.digest().isPresent()) {
        same(made.digest(), a.digest().get(), reference.toString());
      }
      return made;
    });
  }

  Answer push(Repository r, URI to, String method, BodyPublisher body, String type)
      throws OciException, InterruptedException {
    return session.exchange(
        r,
        Session.Access.PUSH,
        to,
        uri -> HttpRequest.newBuilder(uri).header("Content-Type", type),
        method,
        body,
        MAX_ERROR_BODY);
  }

  Session session() {
    return session;
  }

  Retry retry() {
    return retry;
  }

  private static void same(Digest wanted, Digest actual, String what) throws OciException {
    if (!wanted.equals(actual)) {
      throw OciException.mismatch(what + ": the bytes have " + actual + ", wanted " + wanted);
    }
  }
}
