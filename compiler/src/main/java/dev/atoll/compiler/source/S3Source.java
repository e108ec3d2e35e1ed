package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.Settings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Buckets of an S3-compatible store. The client repeats what failed for a passing reason. */
final class S3Source implements Source, AutoCloseable {
  private static final int ATTEMPTS = 4;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final S3Client client;
  private final Transfer transfer;
  private final Reach reach;
  private final Settings.S3 settings;

  S3Source(Settings.S3 settings, Reach reach, Patience patience) {
    this.settings = settings;
    this.reach = reach;
    this.transfer = new Transfer(patience);
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(IDLE))
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings))
            // Stores other than the original know no trailing checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(ATTEMPTS)));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint()).forcePathStyle(true);
    }
    this.client = builder.build();
  }

  private static AwsCredentialsProvider credentials(Settings.S3 settings) {
    return settings
        .keys()
        .<AwsCredentialsProvider>map(keys -> StaticCredentialsProvider.create(of(keys)))
        .orElseGet(AnonymousCredentialsProvider::create);
  }

  private static AwsCredentials of(Settings.Keys keys) {
    return keys.session() == null
        ? AwsBasicCredentials.create(keys.id(), keys.secret())
        : AwsSessionCredentials.create(keys.id(), keys.secret(), keys.session());
  }

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles) throws RefusedException {
    SourceUri.S3 at = s3(folder);
    String prefix = at.key() + "/";
    List<Entry> found = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page = asked(folder, () -> page(at.bucket(), prefix, from));
      for (S3Object o : page.contents()) {
        // Consoles create empty objects with a slash at the end in order to show a folder.
        if (!(o.key().endsWith("/") && o.size() == 0)) {
          found.add(
              new Entry(
                  o.key().substring(prefix.length()),
                  o.size(),
                  version(o.eTag(), o.lastModified())));
        }
      }
      token = page.nextContinuationToken();
    } while (token != null && found.size() <= maxFiles);
    if (found.isEmpty()) {
      throw Trouble.missing(folder, null);
    }
    return found;
  }

  /** Stores over a file system know no ETag of files that came there by another way. */
  private static String version(@Nullable String eTag, @Nullable Instant modified) {
    return eTag != null
        ? eTag
        : "modified " + (modified == null ? "" : modified.truncatedTo(ChronoUnit.SECONDS));
  }

  private ListObjectsV2Response page(String bucket, String prefix, @Nullable String token) {
    return client.listObjectsV2(r -> r.bucket(bucket).prefix(prefix).continuationToken(token));
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException {
    SourceUri.S3 at = s3(file);
    HeadObjectResponse head =
        asked(file, () -> client.headObject(r -> r.bucket(at.bucket()).key(at.key())));
    return new Entry("", head.contentLength(), version(head.eTag(), head.lastModified()));
  }

  @Override
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    SourceUri.S3 at = s3(uri);
    String key = entry.path().isEmpty() ? at.key() : at.key() + "/" + entry.path();
    transfer.run(uri, entry, to, maxBytes, from -> opened(uri, at.bucket(), key, entry, from));
  }

  private Transfer.Opened opened(SourceUri uri, String bucket, String key, Entry entry, long from)
      throws RefusedException {
    ResponseInputStream<GetObjectResponse> in =
        asked(
            uri,
            () ->
                client.getObject(r -> {
                  r.bucket(bucket).key(key);
                  if (from > 0) {
                    r.range("bytes=" + from + "-");
                  }
                }));
    GetObjectResponse head = in.response();
    if (!entry.version().equals(version(head.eTag(), head.lastModified()))) {
      in.abort();
      throw Trouble.changed(uri);
    }
    return new Transfer.Opened(new Aborting(in), head.contentRange() == null ? 0 : from);
  }

  /** To close it ends the connection instead of reading the rest. */
  private static final class Aborting extends FilterInputStream {
    private final ResponseInputStream<?> response;

    Aborting(ResponseInputStream<?> response) {
      super(response);
      this.response = response;
    }

    @Override
    public void close() {
      response.abort();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T asked(SourceUri uri, Supplier<T> question) throws RefusedException {
    try {
      return question.get();
    } catch (AwsServiceException e) {
      throw switch (e.statusCode()) {
        case 404 -> Trouble.missing(uri, e);
        case 401, 403 -> Trouble.denied(uri, e);
        case 412, 416 -> Trouble.changed(uri);
        case 301, 307 ->
            Trouble.unsupported(
                uri + " lies in another region: set it (AWS_REGION, or the Secret's key region)");
        default -> unavailable(uri, "it answers with status " + e.statusCode(), e);
      };
    } catch (SdkException e) {
      throw unavailable(uri, "it cannot be reached", e);
    }
  }

  private static RefusedException unavailable(SourceUri uri, String why, Throwable cause) {
    return new RefusedException(
        Refusal.passing(
            Reason.SourceUnavailable,
            "the store of " + uri + " fails: " + why + "; the compile is tried again later"),
        cause);
  }

  private SourceUri.S3 s3(SourceUri uri) throws RefusedException {
    if (uri instanceof SourceUri.S3 s3) {
      URI host = host(s3.bucket());
      // The one without the bucket stands for all of them.
      if (!reach.allows(host(""))) {
        reach.requireAllowed(uri, host);
      }
      return s3;
    }
    throw new IllegalArgumentException(uri + " is no bucket");
  }

  private URI host(String bucket) {
    return settings.endpoint() != null
        ? settings.endpoint()
        : URI.create(
            "https://%ss3.%s.amazonaws.com"
                .formatted(bucket.isEmpty() ? "" : bucket + ".", settings.region()));
  }
}
