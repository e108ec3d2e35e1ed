package dev.atoll.oci;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One upload as the registry knows it: where to send what comes next, and how much it has (OCI
 * distribution 1.1, "Pushing a blob in chunks").
 */
final class UploadSession {
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

  /** More than this nobody may ask for at once. */
  private static final long MAX_CHUNK = 256L * 1024 * 1024;

  private final RegistryClient registry;
  private final Repository repository;
  private final String what;
  private URI location;
  private long received;
  private final int leastChunk;

  private UploadSession(
      RegistryClient registry, Repository repository, String what, URI location, int leastChunk) {
    this.registry = registry;
    this.repository = repository;
    this.what = what;
    this.location = location;
    this.leastChunk = leastChunk;
  }

  /** Opens a new one. */
  static UploadSession begin(RegistryClient registry, Repository repository, String what)
      throws OciException, InterruptedException {
    URI start = registry.session().uri(repository, "blobs/uploads/");
    Answer a = send(registry, repository, start, "POST", new byte[0]);
    Optional<String> location = a.headers().firstValue("Location");
    if (a.status() != 202 || location.isEmpty()) {
      throw a.failure(what);
    }
    long least = a.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
    if (least < 0 || least > MAX_CHUNK) {
      throw new OciException(
          OciException.Reason.Refused,
          what + ": the registry wants chunks of at least " + least + " bytes",
          false);
    }
    URI next = registry.session().checked(Session.resolve(start, location.get()));
    return new UploadSession(registry, repository, what, next, (int) least);
  }

  /** Bytes that the registry has for certain. */
  long received() {
    return received;
  }

  /** The registry takes no smaller part, but for the last one. */
  int leastChunk() {
    return leastChunk;
  }

  /**
   * Sends the bytes that follow {@link #received()}.
   *
   * @throws OciException Unavailable for everything that may be different after {@link #refresh}
   */
  void append(byte[] part) throws OciException, InterruptedException {
    String range = received + "-" + (received + part.length - 1);
    Answer a =
        registry
            .session()
            .exchange(
                repository,
                Session.Access.PUSH,
                location,
                uri ->
                    HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/octet-stream")
                        .header("Content-Range", range),
                "PATCH",
                BodyPublishers.ofByteArray(part),
                RegistryClient.MAX_ERROR_BODY);
    if (a.status() == 416 || a.status() == 404) {
      // It has more or less than it said, or it forgot the upload.
      throw a.passing(what);
    }
    if (a.status() != 202) {
      throw a.failure(what);
    }
    follow(a, received + part.length);
  }

  /**
   * Asks the registry what it has.
   *
   * @return false when it knows nothing of this upload, or nothing that could be gone on with
   */
  boolean refresh() throws OciException, InterruptedException {
    Answer a = send(registry, repository, location, "GET", null);
    if (a.status() == 404 || a.status() == 400 || a.status() == 405) {
      return false;
    }
    if (a.status() / 100 != 2) {
      throw a.failure(what);
    }
    long had = range(a);
    if (had <= 1) {
      // "0-0" is said for one byte and for none.
      return false;
    }
    follow(a, had);
    return true;
  }

  /** Sends what is left, at most everything, and closes the upload. */
  Answer complete(Digest digest, @Nullable BlobSource all)
      throws OciException, InterruptedException {
    URI put = Session.withQuery(location, "digest=" + digest);
    return registry.push(
        repository,
        put,
        "PUT",
        all == null ? BodyPublishers.noBody() : all.publisher(),
        "application/octet-stream");
  }

  private void follow(Answer a, long unlessSaid) throws OciException {
    Optional<String> next = a.headers().firstValue("Location");
    if (next.isPresent()) {
      location = registry.session().checked(Session.resolve(location, next.get()));
    }
    long said = range(a);
    received = said < 0 ? unlessSaid : said;
  }

  /** How many bytes the answer says are there, -1 when it does not say. */
  private long range(Answer a) throws OciException {
    Optional<String> header = a.headers().firstValue("Range");
    if (header.isEmpty()) {
      return -1;
    }
    Matcher m = RANGE.matcher(header.get());
    if (!m.matches()) {
      throw OciException.unavailable(
          what + ": the registry says it has " + Shown.text(header.get()), null);
    }
    return Long.parseLong(m.group(1)) + 1;
  }

  private static Answer send(
      RegistryClient registry, Repository to, URI uri, String method, byte @Nullable [] body)
      throws OciException, InterruptedException {
    return registry.push(
        to,
        uri,
        method,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
        "application/octet-stream");
  }
}
