package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** How to reach the object store. */
public record S3Access(String endpoint, String accessKey, String secretKey) {
  private static final String REGION = "us-east-1";

  /** A client with this key, path style. The caller closes it. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint))
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .forcePathStyle(true)
        .build();
  }

  /**
   * Puts every file below a folder into a bucket, which is made when it is not there.
   *
   * @param prefix stands before the path of each; empty for none
   * @return how many files
   */
  public int upload(String bucket, String prefix, Path folder) throws IOException {
    try (var client = client();
        var walk = Files.walk(folder)) {
      if (client.listBuckets().buckets().stream().noneMatch(b -> b.name().equals(bucket)))
        client.createBucket(b -> b.bucket(bucket));
      var files = walk.filter(Files::isRegularFile).sorted().toList();
      for (var file : files)
        client.putObject(
            b -> b.bucket(bucket).key(prefix + folder.relativize(file)),
            RequestBody.fromFile(file));
      return files.size();
    }
  }

  /** For a process that reads the usual variables. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", endpoint,
        "AWS_ACCESS_KEY_ID", accessKey,
        "AWS_SECRET_ACCESS_KEY", secretKey,
        "AWS_REGION", REGION);
  }

  @Override
  public String toString() {
    return "S3Access[" + endpoint + ", " + accessKey + "]";
  }
}
