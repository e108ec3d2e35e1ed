package dev.atoll.e2e.cluster;

import dev.atoll.e2e.cluster.ClusterException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/**
 * A certificate by which a client is known, and its key, in PEM. It vouches for itself: whoever is
 * to trust it is given the certificate as authority.
 */
record ClientCertificate(Path certificate, Path key) {
  private static final String DAYS = "30";

  /**
   * Makes one with the JDK's own tool.
   *
   * @param folder below the run directory
   * @param name as in {@code CN=somebody,O=group}
   */
  static ClientCertificate make(RunDirectory directory, String folder, String name) {
    var store = directory.folder(folder).resolve("client.p12");
    var password = Credentials.token();
    try {
      run(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              "client",
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              name,
              "-ext",
              "ExtendedKeyUsage=clientAuth",
              "-validity",
              DAYS,
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass:env",
              "STORE_PASSWORD"),
          password);
      var entries = KeyStore.getInstance(store.toFile(), password.toCharArray());
      var key = entries.getKey("client", password.toCharArray());
      var certificate = entries.getCertificate("client");
      Files.delete(store);
      return new ClientCertificate(
          directory.write(
              folder + "/client.crt", Credentials.pem("CERTIFICATE", certificate.getEncoded())),
          directory.write(
              folder + "/client.key", Credentials.pem("PRIVATE KEY", key.getEncoded())));
    } catch (IOException e) {
      throw RunDirectory.unusable(store, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("keytool wrote what Java cannot read", e);
    }
  }

  private static void run(List<String> command, String password) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("STORE_PASSWORD", password);
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) throw new IOException("keytool: " + said.strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(Reason.Interrupted, "interrupted while making a certificate", e);
    }
  }
}
