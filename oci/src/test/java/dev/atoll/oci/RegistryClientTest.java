package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.OciException.Reason;
import dev.atoll.oci.Retry.Attempt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryClientTest {
  private final FakeRegistry registry = new FakeRegistry();
  private final Clients clients = new Clients();
  private final RegistryClient client = clients.of(registry);
  private final Repository repository = registry.repository();
  private final Manifest manifest =
      new Manifest(
          2,
          Manifest.MEDIA_TYPE,
          null,
          Descriptor.of("application/json", "{}".getBytes()),
          List.of(),
          null);

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aManifestIsFoundAgainByTagAndByDigest() throws Exception {
    Descriptor stored = client.putManifest(repository.tag("key-1"), manifest);

    assertThat(client.getManifest(repository.tag("key-1")).manifest()).isEqualTo(manifest);
    assertThat(client.getManifest(repository.digest(stored.digest())).descriptor())
        .isEqualTo(stored);
    assertThat(client.headManifest(repository.tag("key-1"))).contains(stored.digest());
    assertThat(client.headManifest(repository.tag("key-2"))).isEqualTo(Optional.empty());
  }

  @Test
  void aManifestThatIsNotTheOneAskedForIsRefused() throws Exception {
    Descriptor stored = client.putManifest(repository.tag("a"), manifest);
    registry.manifests.put(stored.digest().toString(), "{}".getBytes());

    assertThat(failure(() -> client.getManifest(repository.digest(stored.digest()))).reason())
        .isEqualTo(Reason.DigestMismatch);
  }

  @Test
  void aManifestWithoutEndIsNotRead() {
    registry.manifests.put("big", new byte[Manifest.MAX_BYTES + 1]);

    assertThat(failure(() -> client.getManifest(repository.tag("big"))).reason())
        .isEqualTo(Reason.TooLarge);
  }

  @Test
  void whatIsNoManifestIsSaidToBeNone() {
    registry.manifests.put("x", "<html>".getBytes());
    registry.manifests.put("y", "{\"schemaVersion\":1}".getBytes());

    assertThat(failure(() -> client.getManifest(repository.tag("x"))).reason())
        .isEqualTo(Reason.ManifestInvalid);
    assertThat(failure(() -> client.getManifest(repository.tag("y"))))
        .hasMessageContaining("schemaVersion is 1");
  }

  @Test
  void aBlobIsSentOnceAndNotAgain(@TempDir Path folder) throws Exception {
    byte[] bytes = Clients.randomBytes(300_000);
    Path file = Files.write(folder.resolve("weights"), bytes);
    Descriptor blob = Descriptor.of("application/octet-stream", bytes);

    client.pushBlob(repository, blob, new BlobSource.OfFile(file));
    client.pushBlob(repository, blob, new BlobSource.OfFile(file));

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("PUT")).isEqualTo(1);
  }

  @Test
  void aFailedUploadIsBegunAnew() throws Exception {
    byte[] bytes = Clients.randomBytes(1000);
    Descriptor blob = Descriptor.of("application/octet-stream", bytes);
    registry.refusals.add(503);
    registry.refusals.add(500);

    client.pushBlob(repository, blob, new BlobSource.OfBytes(bytes));

    assertThat(registry.blobs).containsKey(blob.digest());
    assertThat(clients.waits).hasSize(2);
  }

  @Test
  void aFileThatChangedSinceItWasHashedIsRefused() {
    Descriptor blob = Descriptor.of("application/octet-stream", new byte[10]);
    BlobSource other = new BlobSource.OfBytes(new byte[11]);

    assertThat(failure(() -> push(blob, other)).reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(failure(() -> push(blob, new BlobSource.OfBytes("0123456789".getBytes()))).reason())
        .isEqualTo(Reason.DigestMismatch);
  }

  private boolean push(Descriptor blob, BlobSource source)
      throws OciException, InterruptedException {
    client.pushBlob(repository, blob, source);
    return true;
  }

  @Test
  void aSmallBlobIsVerifiedAndBounded() throws Exception {
    Descriptor blob = registry.blob("hello".getBytes());

    assertThat(client.getBlob(repository, blob, 10)).isEqualTo("hello".getBytes());
    assertThat(failure(() -> client.getBlob(repository, blob, 4)).reason())
        .isEqualTo(Reason.TooLarge);
    registry.blobs.put(blob.digest(), "hullo".getBytes());
    assertThat(failure(() -> client.getBlob(repository, blob, 10)).reason())
        .isEqualTo(Reason.DigestMismatch);
  }

  @Test
  void aSilentRegistryIsUnavailableAfterTheIdleTimeout() {
    registry.stallsInsteadOfAnswering = true;

    OciException e = failure(() -> client.getManifest(repository.tag("a")));

    assertThat(e.reason()).isEqualTo(Reason.Unavailable);
    assertThat(clients.waits).hasSize(2);
  }

  @Test
  void aClosedPortIsUnavailable() {
    registry.close();

    assertThat(failure(() -> client.hasBlob(repository, Digest.of(new byte[0]))).reason())
        .isEqualTo(Reason.Unavailable);
  }

  @Test
  void basicCredentialsAreSentOnlyWhenAskedFor() throws Exception {
    registry.requiredAuthorization = "Basic dTpw";
    registry.challenge = "Basic realm=\"x\"";
    RegistryClient known = clients.of(registry.host(), withPassword());

    known.putManifest(repository.tag("a"), manifest);

    assertThat(registry.manifests).containsKey("a");
    assertThat(failure(() -> client.getManifest(repository.tag("a"))).reason())
        .isEqualTo(Reason.Unauthorized);
  }

  @Test
  void aTokenIsFetchedWhereTheRegistrySaysAndKept() throws Exception {
    registry.requiredAuthorization = "Bearer t0ken";
    registry.challenge =
        "Bearer realm=\"http://%s/token\",service=\"r\"".formatted(registry.host());
    registry.manifests.put("a", manifest.toBytes());

    client.getManifest(repository.tag("a"));
    client.getManifest(repository.tag("a"));

    assertThat(registry.count("GET /token")).isEqualTo(1);
  }

  @Test
  void noTokenIsFetchedWithoutTls() {
    registry.requiredAuthorization = "Bearer t0ken";
    registry.challenge = "Bearer realm=\"http://elsewhere.example/token\",service=\"r\"";

    OciException e = failure(() -> client.getManifest(repository.tag("a")));

    assertThat(e.reason()).isEqualTo(Reason.Unauthorized);
    assertThat(e).hasMessageContaining("elsewhere.example");
  }

  private static CredentialSource withPassword() {
    return host -> Optional.of(new CredentialSource.Credentials("u", "p"));
  }

  private static OciException failure(Attempt<?> attempt) {
    return catchThrowableOfType(OciException.class, attempt::run);
  }
}
