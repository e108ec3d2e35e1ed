package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The OCI registry (CNCF Distribution), plain HTTP, its blobs in files, deletion allowed. */
final class Registry implements Recipe {
  private final Path program;
  private final RunDirectory directory;
  // Uploads carry their state signed with it: one secret for all starts, or a restart would break
  // an upload in flight.
  private final String uploadSecret = Credentials.token();

  Registry(Path program, RunDirectory directory) {
    this.program = program;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var configuration =
        directory.write(
            "registry/config.yaml",
            """
            version: "0.1"
            log: {level: info, formatter: text}
            storage:
              filesystem: {rootdirectory: "%s"}
              delete: {enabled: true}
            http: {addr: "127.0.0.1:%d", secret: "%s"}
            """
                .formatted(data(), ports.getFirst(), uploadSecret));
    return new Launch(
        name(),
        List.of(program.toString(), "serve", configuration.toString()),
        Map.of("OTEL_TRACES_EXPORTER", "none"));
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    HealthCheck.ok(URI.create("http://127.0.0.1:" + ports.getFirst() + "/v2/"));
  }

  /** Where the blobs lie, for tests that damage one. */
  Path data() {
    return directory.folder("registry/data");
  }
}
