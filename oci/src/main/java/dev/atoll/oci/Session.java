package dev.atoll.oci;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;
import java.util.function.Function;

/** Exchanges with one registry's repositories: credentials, and redirects of reads. */
final class Session {
  private static final int MAX_REDIRECTS = 3;

  /** What a token must allow. */
  enum Access {
    PULL("pull"),
    PUSH("pull,push");

    final String actions;

    Access(String actions) {
      this.actions = actions;
    }
  }

  private final Http http;
  private final Authorization authorization;

  Session(Http http, CredentialSource credentials) {
    this.http = http;
    this.authorization = new Authorization(http, credentials);
  }

  void close() {
    http.close();
  }

  URI uri(Repository repository, String path) {
    return http.uri(repository.host(), repository.name() + "/" + path);
  }

  /** An exchange whose answer is small: at most {@code limit} bytes of a success. */
  Answer exchange(
      Repository repository,
      Access access,
      URI uri,
      Function<URI, HttpRequest.Builder> request,
      String method,
      BodyPublisher content,
      int limit)
      throws OciException, InterruptedException {
    Answer.Collected collected = new Answer.Collected(limit);
    HttpResponse<?> response =
        stream(repository, access, uri, request, method, content, collected::begin);
    return Answer.of(response, collected);
  }

  /** An exchange whose body goes to the sink chosen by the head. */
  HttpResponse<?> stream(
      Repository repository,
      Access access,
      URI first,
      Function<URI, HttpRequest.Builder> request,
      String method,
      BodyPublisher content,
      Function<ResponseInfo, Receiver.Sink> sinks)
      throws OciException, InterruptedException {
    URI uri = first;
    boolean challenged = false;
    for (int redirects = 0; ; ) {
      HttpRequest.Builder builder = request.apply(uri);
      boolean own = uri.getAuthority().equals(repository.host());
      if (own) {
        authorization
            .header(repository, access)
            .ifPresent(h -> builder.setHeader("Authorization", h));
      }
      HttpResponse<?> response = http.send(builder, method, content, sinks);
      if (response.statusCode() == 401 && own && !challenged) {
        challenged = true;
        Optional<String> challenge = response.headers().firstValue("WWW-Authenticate");
        if (challenge.isPresent() && authorization.answer(repository, access, challenge.get())) {
          continue;
        }
      }
      Optional<String> location = redirect(response, method);
      if (location.isEmpty()) {
        return response;
      }
      if (++redirects > MAX_REDIRECTS) {
        throw OciException.unavailable("too many redirects from " + first.getAuthority(), null);
      }
      uri = checked(resolve(uri, location.get()));
    }
  }

  private static Optional<String> redirect(HttpResponse<?> response, String method) {
    boolean read = method.equals("GET") || method.equals("HEAD");
    return switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 ->
          read ? response.headers().firstValue("Location") : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Refuses addresses without TLS unless their host is configured so. */
  URI checked(URI uri) throws OciException {
    if (!http.allowed(uri)) {
      throw new OciException(
          OciException.Reason.Refused,
          "the registry sends us to " + Shown.text(uri.toString()) + ", which is no https address",
          false);
    }
    return uri;
  }

  static URI resolve(URI base, String location) throws OciException {
    try {
      return base.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new OciException(
          OciException.Reason.Refused,
          "the registry names the address " + Shown.text(location),
          false,
          e);
    }
  }

  static URI withQuery(URI uri, String more) {
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + more);
  }
}
