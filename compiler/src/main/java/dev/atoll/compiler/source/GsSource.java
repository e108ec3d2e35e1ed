package dev.atoll.compiler.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of Google Cloud Storage, by its JSON API
 * (https://cloud.google.com/storage/docs/json_api). An object is read in the generation that was
 * listed.
 */
final class GsSource implements Source {
  static final URI GOOGLE = URI.create("https://storage.googleapis.com");
  private static final int MAX_PAGE = 16 << 20;
  private static final int PAGE = 1000;

  private final Http http;
  private final URI endpoint;
  private final Patience patience;
  private final Transfer transfer;
  private final GsToken token;

  GsSource(Http http, URI endpoint, Patience patience, GsToken token) {
    this.http = http;
    this.endpoint = endpoint;
    this.patience = patience;
    this.transfer = new Transfer(patience);
    this.token = token;
  }

  /** An object, with numbers as the API writes them: in quotes. */
  record Item(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) long size,
      @JsonProperty(required = true) String generation) {}

  /** A part of a listing. */
  record Page(@Nullable List<Item> items, @Nullable String nextPageToken) {}

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles)
      throws RefusedException, InterruptedException {
    SourceUri.Gs at = gs(folder);
    String prefix = at.key() + "/";
    List<Entry> found = new ArrayList<>();
    String next = null;
    do {
      Page page = json(folder, pageUri(at, prefix, next), Page.class);
      for (Item item : page.items() == null ? List.<Item>of() : page.items()) {
        if (!item.name().startsWith(prefix)) {
          throw Trouble.unsupported(folder + " was asked for, and another folder was listed");
        }
        // Consoles create empty objects with a slash at the end in order to show a folder.
        if (!(item.name().endsWith("/") && item.size() == 0)) {
          found.add(
              new Entry(item.name().substring(prefix.length()), item.size(), item.generation()));
        }
      }
      next = page.nextPageToken();
    } while (next != null && !next.isEmpty() && found.size() <= maxFiles);
    if (found.isEmpty()) {
      throw Trouble.missing(folder, null);
    }
    return found;
  }

  private URI pageUri(SourceUri.Gs at, String prefix, @Nullable String next) {
    return address(
        at,
        "?fields=items(name,size,generation),nextPageToken&maxResults="
            + PAGE
            + "&prefix="
            + encoded(prefix)
            + (next == null ? "" : "&pageToken=" + encoded(next)));
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException, InterruptedException {
    SourceUri.Gs at = gs(file);
    Item item =
        json(
            file,
            address(at, "/" + encoded(at.key()) + "?fields=name,size,generation"),
            Item.class);
    return new Entry("", item.size(), item.generation());
  }

  @Override
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    SourceUri.Gs at = gs(uri);
    String key = entry.path().isEmpty() ? at.key() : at.key() + "/" + entry.path();
    URI media =
        address(at, "/" + encoded(key) + "?alt=media&generation=" + encoded(entry.version()));
    transfer.run(uri, entry, to, maxBytes, from -> opened(uri, media, from));
  }

  private Transfer.Opened opened(SourceUri uri, URI media, long from)
      throws RefusedException, IOException, InterruptedException {
    Map<String, String> range = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
    Http.Answer answer;
    try {
      answer = http.ask(uri, "GET", media, range, token.header(uri));
    } catch (RefusedException e) {
      // It was listed a moment ago: this generation of it is gone.
      throw e.refusal().reason() == Reason.SourceNotFound ? Trouble.changed(uri) : e;
    }
    if (answer.status() == 416) {
      answer.close();
      throw Trouble.changed(uri);
    }
    return new Transfer.Opened(new Body(answer), answer.status() == 206 ? from : 0);
  }

  private <T> T json(SourceUri uri, URI address, Class<T> type)
      throws RefusedException, InterruptedException {
    return patience.ask(
        uri,
        () -> {
          try (Http.Answer answer = http.ask(uri, "GET", address, Map.of(), token.header(uri));
              InputStream body = answer.body()) {
            return Json.read(body.readNBytes(MAX_PAGE), type, "the listing");
          } catch (OciException e) {
            throw new Trouble.Passing("the store's answer cannot be understood");
          }
        });
  }

  private URI address(SourceUri.Gs at, String rest) {
    return URI.create(
        endpoint.toString().replaceAll("/+$", "")
            + "/storage/v1/b/"
            + encoded(at.bucket())
            + "/o"
            + rest);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static SourceUri.Gs gs(SourceUri uri) {
    if (uri instanceof SourceUri.Gs gs) {
      return gs;
    }
    throw new IllegalArgumentException(uri + " is no bucket");
  }
}
