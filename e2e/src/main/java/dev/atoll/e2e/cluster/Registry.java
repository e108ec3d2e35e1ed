package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The OCI registry (CNCF Distribution), plain HTTP, its blobs in files, deletion allowed; for
 * everybody, or for those alone who log in.
 */
final class Registry implements Recipe {
  private final String name;
  private final Path program;
  private final RunDirectory directory;
  private final boolean login;
  // Uploads carry their state signed with it: one secret for all starts, or a restart would break
  // an upload in flight.
  private final String uploadSecret = Credentials.token();

  private Registry(String name, Path program, RunDirectory directory, boolean login) {
    this.name = name;
    this.program = program;
    this.directory = directory;
    this.login = login;
  }

  static Registry open(Path program, RunDirectory directory) {
    return new Registry("registry", program, directory, false);
  }

  /** For {@link RegistryAccount}. */
  static Registry guarded(Path program, RunDirectory directory) {
    return new Registry("guarded-registry", program, directory, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var configuration =
        directory.write(
            name + "/config.yaml",
            """
            version: "0.1"
            log: {level: info, formatter: text}
            storage:
              filesystem: {rootdirectory: "%s"}
              delete: {enabled: true}
            http: {addr: "127.0.0.1:%d", secret: "%s"}
            %s
            """
                .formatted(data(), ports.getFirst(), uploadSecret, accounts()));
    return new Launch(
        name(),
        List.of(program.toString(), "serve", configuration.toString()),
        Map.of("OTEL_TRACES_EXPORTER", "none"));
  }

  private String accounts() {
    if (!login) return "";
    var file = directory.write(name + "/accounts", RegistryAccount.HTPASSWD + "\n");
    return "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(file);
  }

  /** To those who do not log in, the answer of a guarded one that works is a refusal. */
  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    var uri = URI.create("http://127.0.0.1:" + ports.getFirst() + "/v2/");
    int wanted = login ? HttpURLConnection.HTTP_UNAUTHORIZED : HttpURLConnection.HTTP_OK;
    int status = HealthCheck.status(uri);
    if (status != wanted)
      throw new IOException("%s answers %d, not %d".formatted(uri, status, wanted));
  }

  /** Where the blobs lie, for tests that damage one. */
  Path data() {
    return directory.folder(name + "/data");
  }
}
