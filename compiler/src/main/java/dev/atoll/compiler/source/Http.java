package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads by HTTP. Redirects are followed a few times, never from https to http and never to a host
 * that nobody allowed. Each read has a timeout, so that a silent line ends.
 */
final class Http {
  private static final int MAX_REDIRECTS = 5;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 60_000;
  private static final String AGENT = "atoll-compiler";

  private final Reach reach;
  private final @Nullable SSLSocketFactory tls;

  /**
   * Not connected yet.
   *
   * @param tls null for what the platform trusts
   */
  Http(Reach reach, @Nullable SSLSocketFactory tls) {
    this.reach = reach;
    this.tls = tls;
  }

  /** The head of an answer; its body is read by the caller, who closes it. */
  record Answer(HttpURLConnection connection, int status) implements AutoCloseable {
    Optional<String> header(String name) {
      return Optional.ofNullable(connection.getHeaderField(name));
    }

    InputStream body() throws IOException {
      return connection.getInputStream();
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }

  /**
   * Asks; the answer is a success (2xx) or 416.
   *
   * @param authorization what to say to this host, null for nothing; another host hears it only
   *     when it asks for it and is allowed to
   * @throws IOException when the line or the host fails, which may pass
   */
  Answer ask(
      SourceUri asked,
      String method,
      URI first,
      Map<String, String> headers,
      @Nullable String authorization)
      throws RefusedException, IOException {
    reach.require(asked, first);
    URI uri = first;
    String say = authorization;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; ) {
      Answer answer = once(asked, method, uri, headers, say);
      Optional<String> location = redirect(answer);
      if (location.isPresent()) {
        answer.close();
        URI next = resolved(asked, uri, location.get());
        reach.require(asked, next);
        say = Reach.place(next).equals(Reach.place(first)) ? authorization : null;
        uri = next;
        redirects++;
      } else if (answer.status() == 401 && say == null && authorization != null) {
        answer.close();
        say = authorization;
      } else {
        return checked(asked, answer);
      }
    }
    throw Trouble.unsupported(
        "%s redirects more than %d times: name the address behind".formatted(asked, MAX_REDIRECTS));
  }

  /** Sends a form and follows nothing; the answer is a success. */
  Answer post(SourceUri asked, URI uri, String form) throws RefusedException, IOException {
    reach.require(asked, uri);
    HttpURLConnection connection = connection("POST", uri);
    connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(form.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      connection.disconnect();
      throw untrusted(e) ? distrust(asked, uri, e) : e;
    }
    Answer answer = new Answer(connection, connection.getResponseCode());
    if (answer.status() == 400) {
      answer.close();
      throw Trouble.denied(asked, null);
    }
    return checked(asked, answer);
  }

  private Answer once(
      SourceUri asked,
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable String authorization)
      throws RefusedException, IOException {
    HttpURLConnection connection = connection(method, uri);
    headers.forEach(connection::setRequestProperty);
    if (authorization != null) {
      connection.setRequestProperty("Authorization", authorization);
    }
    try {
      return new Answer(connection, connection.getResponseCode());
    } catch (IOException e) {
      connection.disconnect();
      throw untrusted(e) ? distrust(asked, uri, e) : e;
    }
  }

  private HttpURLConnection connection(String method, URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (tls != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(tls);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(IDLE_MILLIS);
    connection.setRequestMethod(method);
    connection.setRequestProperty("User-Agent", AGENT);
    connection.setRequestProperty("Accept", "*/*");
    return connection;
  }

  private static Optional<String> redirect(Answer answer) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 -> answer.header("Location");
      default -> Optional.empty();
    };
  }

  private static URI resolved(SourceUri asked, URI base, String location) throws RefusedException {
    URI next;
    try {
      next = base.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw Trouble.unsupported(asked + " redirects to what is no address");
    }
    if ("https".equalsIgnoreCase(base.getScheme()) && !"https".equalsIgnoreCase(next.getScheme())) {
      throw Reach.refused(asked, next, "is not reached by https, although the redirect to it is");
    }
    return next;
  }

  private static Answer checked(SourceUri asked, Answer answer)
      throws RefusedException, IOException {
    int status = answer.status();
    if (status / 100 == 2 || status == 416) {
      return answer;
    }
    answer.close();
    throw switch (status) {
      case 401, 403 -> Trouble.denied(asked, null);
      case 404, 410 -> Trouble.missing(asked, null);
      case 412 -> Trouble.changed(asked);
      case 408, 425, 429 -> throw new Trouble.Passing("it answers with status " + status);
      default -> {
        if (status >= 500) {
          throw new Trouble.Passing("it answers with status " + status);
        }
        yield Trouble.unsupported("%s answers with status %d".formatted(asked, status));
      }
    };
  }

  private static boolean untrusted(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof CertificateException || t instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }

  private static IOException distrust(SourceUri asked, URI uri, IOException cause)
      throws RefusedException {
    throw new RefusedException(
        Refusal.last(
            Reason.SourceUnavailable,
            "the certificate of %s, where %s leads to, is not trusted: give the installation its authority, or repair the certificate"
                .formatted(SourceUri.masked(Reach.place(uri)), asked)),
        cause);
  }
}
