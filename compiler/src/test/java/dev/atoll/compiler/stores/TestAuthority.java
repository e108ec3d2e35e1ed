package dev.atoll.compiler.stores;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of our own and a server's certificate for this machine. */
record TestAuthority(Path authority, Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  static TestAuthority create(Path folder) throws Exception {
    Path store = folder.resolve("keys.p12");
    Path request = folder.resolve("server.csr");
    Path certificate = folder.resolve("server.pem");
    Path authority = folder.resolve("ca.pem");
    String[] pair = {"-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"};
    keytool(store, pair, "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c=ca:true");
    keytool(store, pair, "-alias", "server", "-dname", "CN=server");
    keytool(store, new String[] {"-certreq"}, "-alias", "server", "-file", request.toString());
    keytool(
        store,
        new String[] {"-gencert", "-rfc", "-alias", "ca"},
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-infile",
        request.toString(),
        "-outfile",
        certificate.toString());
    keytool(
        store, new String[] {"-exportcert", "-rfc", "-alias", "ca"}, "-file", authority.toString());
    return new TestAuthority(authority, certificate, key(store, folder.resolve("server.key")));
  }

  private static void keytool(Path store, String[] what, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(what));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  private static Path key(Path store, Path to) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return Files.writeString(to, pem(keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  /** A private key as files hold it. */
  static String pem(byte[] pkcs8) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
