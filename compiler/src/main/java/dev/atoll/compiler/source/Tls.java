package dev.atoll.compiler.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts the authorities of the platform, and further ones of a file. */
final class Tls {
  private Tls() {}

  /**
   * Makes it.
   *
   * @param authorities a PEM file of further authorities, or null
   * @throws IllegalArgumentException when the file holds none
   */
  static SSLContext context(@Nullable Path authorities) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      if (authorities == null) {
        context.init(null, null, null);
        return context;
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate known : platform()) {
        store.setCertificateEntry("platform-" + store.size(), known);
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(authorities))) {
        for (Certificate more : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("more-" + store.size(), more);
        }
      }
      context.init(null, managers(store).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the file of further authorities holds no certificates in PEM: " + authorities, e);
    }
  }

  private static X509Certificate[] platform() throws GeneralSecurityException {
    return Arrays.stream(managers(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .map(X509TrustManager::getAcceptedIssuers)
        .orElse(new X509Certificate[0]);
  }

  private static TrustManagerFactory managers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
