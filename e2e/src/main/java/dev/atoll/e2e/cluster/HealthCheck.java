package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** One GET that says whether a server is well. */
final class HealthCheck {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(2).toMillis();

  private HealthCheck() {}

  /** The status of a plain HTTP answer, whatever it is. */
  static int status(URI uri) throws IOException {
    return status((HttpURLConnection) uri.toURL().openConnection());
  }

  /** Requires 200. */
  static void ok(URI uri) throws IOException {
    require200(uri, status(uri));
  }

  /**
   * Requires 200 from a server that shows a certificate of this file.
   *
   * @param authority certificates in PEM; may not exist yet
   * @param token a bearer token; empty for none
   */
  static void ok(URI uri, Path authority, String token) throws IOException {
    var connection = (HttpsURLConnection) uri.toURL().openConnection();
    connection.setSSLSocketFactory(trusting(authority));
    if (!token.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    require200(uri, status(connection));
  }

  private static int status(HttpURLConnection connection) throws IOException {
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static void require200(URI uri, int status) throws IOException {
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("%s answers %d".formatted(uri, status));
    }
  }

  private static SSLSocketFactory trusting(Path authority) throws IOException {
    try (var stream = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        store.setCertificateEntry("certificate-" + store.size(), certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("no usable certificate in " + authority + ": " + e.getMessage(), e);
    }
  }
}
