package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An S3-compatible store (S3Proxy), plain HTTP, path style, objects in files, one access key. */
final class ObjectStore implements Recipe {
  private static final String SILENT_LOGGING =
      """
      <configuration>
        <appender name="log" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{ISO8601} %level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="log"/></root>
      </configuration>
      """;

  private final RunDirectory directory;
  private final String accessKey = "atoll-dev";
  private final String secretKey = Credentials.token();

  ObjectStore(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "object-store";
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var configuration =
        directory.write(
            "object-store/s3proxy.properties",
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.identity=none
            jclouds.credential=none
            jclouds.filesystem.basedir=%s
            """
                .formatted(
                    ports.getFirst(), accessKey, secretKey, directory.folder("object-store/data")));
    var logging = directory.write("object-store/logback.xml", SILENT_LOGGING);
    return new Launch(
        name(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
            "-Dlogback.configurationFile=" + logging,
            "org.gaul.s3proxy.Main",
            "--properties",
            configuration.toString()),
        Map.of("CLASSPATH", System.getProperty("java.class.path")));
  }

  /** Without a key the answer of a store that works is a refusal. */
  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    var uri = URI.create(url(ports.getFirst()));
    var status = HealthCheck.status(uri);
    if (status != HttpURLConnection.HTTP_FORBIDDEN) {
      throw new IOException(
          "%s answers %d to a request without a key, not 403".formatted(uri, status));
    }
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  String accessKey() {
    return accessKey;
  }

  String secretKey() {
    return secretKey;
  }
}
