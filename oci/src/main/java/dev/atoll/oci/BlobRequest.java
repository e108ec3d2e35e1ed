package dev.atoll.oci;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request for the rest of a blob. */
final class BlobRequest {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final Session session;
  private final Repository repository;
  private final PartialFile file;
  private final BlobPull.Progress progress;

  BlobRequest(
      Session session, Repository repository, PartialFile file, BlobPull.Progress progress) {
    this.session = session;
    this.repository = repository;
    this.file = file;
    this.progress = progress;
  }

  /** Appends what comes; returns when the response ends, also when it ends early. */
  void run() throws OciException, InterruptedException {
    long from = file.received();
    Answer.Collected error = new Answer.Collected(0);
    HttpResponse<?> response =
        session.stream(
            repository,
            Session.Access.PULL,
            session.uri(repository, "blobs/" + file.blob().digest()),
            uri -> ranged(HttpRequest.newBuilder(uri), from),
            "GET",
            BodyPublishers.noBody(),
            head -> sink(head, from, error));
    switch (response.statusCode()) {
      case 200, 206 -> {}
      // The registry has fewer bytes than we do: what we have cannot be right.
      case 416 -> {
        file.restart();
        throw OciException.unavailable(
            "the registry has no byte " + from + " of blob " + file.blob().digest(), null);
      }
      default ->
          throw Answer.of(response, error)
              .failure("reading blob " + file.blob().digest() + " of " + repository);
    }
  }

  private static HttpRequest.Builder ranged(HttpRequest.Builder request, long from) {
    return from == 0 ? request : request.header("Range", "bytes=" + from + "-");
  }

  private Receiver.Sink sink(ResponseInfo head, long from, Answer.Collected error) {
    return switch (head.statusCode()) {
      case 200 -> fresh(head);
      case 206 -> continued(head, from);
      default -> error.begin(head);
    };
  }

  /** The whole blob comes, asked for or not. */
  private Receiver.Sink fresh(ResponseInfo head) {
    OptionalLong length = head.headers().firstValueAsLong("Content-Length");
    return new Receiver.Sink() {
      private boolean begun;

      @Override
      public void write(ByteBuffer bytes) throws OciException {
        if (!begun) {
          refuseOtherSize(length);
          file.restart();
          begun = true;
        }
        append(bytes);
      }
    };
  }

  private Receiver.Sink continued(ResponseInfo head, long from) {
    String range = head.headers().firstValue("Content-Range").orElse("");
    return bytes -> {
      Matcher m = CONTENT_RANGE.matcher(range);
      if (!m.matches() || Long.parseLong(m.group(1)) != from) {
        file.restart();
        throw OciException.unavailable(
            "the registry answers a request for bytes from " + from + " with " + Shown.text(range),
            null);
      }
      if (!m.group(3).equals("*")) {
        refuseOtherSize(OptionalLong.of(Long.parseLong(m.group(3))));
      }
      append(bytes);
    };
  }

  private void refuseOtherSize(OptionalLong size) throws OciException {
    long wanted = file.blob().size();
    if (size.isPresent() && size.getAsLong() != wanted) {
      throw OciException.mismatch(
          "the registry has "
              + size.getAsLong()
              + " bytes for blob "
              + file.blob().digest()
              + ", the manifest says "
              + wanted);
    }
  }

  private void append(ByteBuffer bytes) throws OciException {
    file.append(bytes);
    progress.at(file.received(), file.blob().size());
  }
}
