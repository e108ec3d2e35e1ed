package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of web servers. There are no folders: an archive stands for one. */
final class WebSource implements Source {
  /** A validator that the server calls weak does not promise equal bytes. */
  private static final String WEAK = "W/";

  private final Http http;
  private final Patience patience;
  private final Transfer transfer;
  private final @Nullable String authorization;

  WebSource(Http http, Patience patience, @Nullable String authorization) {
    this.http = http;
    this.patience = patience;
    this.transfer = new Transfer(patience);
    this.authorization = authorization;
  }

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles) throws RefusedException {
    throw Trouble.unsupported(folder + " cannot be a folder: name a .zip or .tar.gz of it");
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException, InterruptedException {
    return patience.ask(
        file,
        () -> {
          // GET and not HEAD: addresses that are signed are so for one method.
          try (Http.Answer answer =
              http.ask(
                  file, "GET", web(file), Map.of("Accept-Encoding", "identity"), authorization)) {
            return new Entry("", size(answer), version(answer));
          }
        });
  }

  private static long size(Http.Answer answer) {
    return answer.connection().getContentLengthLong();
  }

  /** What changes with the content, as far as the server tells. */
  private static String version(Http.Answer answer) {
    return answer.header("ETag").or(() -> answer.header("Last-Modified")).orElse("");
  }

  @Override
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    transfer.run(uri, entry, to, maxBytes, from -> opened(uri, entry, from));
  }

  private Transfer.Opened opened(SourceUri uri, Entry entry, long from)
      throws RefusedException, IOException {
    boolean resumes = from > 0 && !entry.version().isEmpty() && !entry.version().startsWith(WEAK);
    Map<String, String> headers = new HashMap<>(Map.of("Accept-Encoding", "identity"));
    if (resumes) {
      headers.put("Range", "bytes=" + from + "-");
      headers.put("If-Range", entry.version());
    }
    Http.Answer answer = http.ask(uri, "GET", web(uri), headers, authorization);
    if (answer.status() == 416 || !version(answer).equals(entry.version())) {
      answer.close();
      throw Trouble.changed(uri);
    }
    return new Transfer.Opened(
        new Body(answer), answer.status() == 206 ? start(uri, answer, from) : 0);
  }

  private static long start(SourceUri uri, Http.Answer answer, long wanted)
      throws RefusedException {
    Optional<String> range = answer.header("Content-Range");
    if (range.isPresent() && range.get().startsWith("bytes " + wanted + "-")) {
      return wanted;
    }
    answer.close();
    throw Trouble.unsupported(uri + " answers with another range than it was asked for");
  }

  private static URI web(SourceUri uri) {
    if (uri instanceof SourceUri.Web(URI address)) {
      return address;
    }
    throw new IllegalArgumentException(uri + " is no web address");
  }
}
