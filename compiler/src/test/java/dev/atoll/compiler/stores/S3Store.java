package dev.atoll.compiler.stores;

import java.util.Map;
import java.util.SortedMap;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3-compatible store. */
public final class S3Store implements Store {
  private static final String KEY = "atoll";

  private final S3ProxyExtension proxy;
  private final String secret;
  private final S3Client client;

  /** One that wants this secret. */
  @SuppressWarnings("NullAway") // The extension has no use for its context.
  public S3Store(String secret) throws Exception {
    this.secret = secret;
    this.proxy =
        S3ProxyExtension.builder()
            .withBlobStoreProvider("transient-nio2")
            .withCredentials(KEY, secret)
            .build();
    proxy.beforeEach(null);
    this.client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(proxy.getUri())
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, secret)))
            .build();
    client.createBucket(b -> b.bucket("models"));
  }

  @Override
  public String folder(String name, SortedMap<String, byte[]> files) {
    files.forEach((path, content) -> file(name + "/" + path, content));
    return "s3://models/" + name;
  }

  @Override
  public String file(String name, byte[] content) {
    client.putObject(b -> b.bucket("models").key(name), RequestBody.fromBytes(content));
    return "s3://models/" + name;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + port() + "/",
        "AWS_ACCESS_KEY_ID", KEY,
        "AWS_SECRET_ACCESS_KEY", secret);
  }

  @Override
  public int port() {
    return proxy.getUri().getPort();
  }

  @Override
  @SuppressWarnings("NullAway")
  public void close() {
    client.close();
    proxy.afterEach(null);
  }
}
