package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.OciException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts, over a bad line to a registry with its own ideas. */
class BlobPushTest {
  private static final int SIZE = 2 * BlobPush.CHUNK + 1000;
  @TempDir Path folder;
  private final FakeRegistry registry = new FakeRegistry();
  private final Clients clients = new Clients();
  private final RegistryClient client = clients.of(registry);
  private final byte[] bytes = Clients.randomBytes(SIZE);
  private final Descriptor blob = Descriptor.of("application/octet-stream", bytes);
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Files.write(folder.resolve("weights"), bytes);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private void push() throws Exception {
    client.pushBlob(registry.repository(), blob, new BlobSource.OfFile(file));
  }

  private OciException failure() {
    return catchThrowableOfType(OciException.class, this::push);
  }

  @Test
  void aLargeBlobGoesInParts() throws Exception {
    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("PATCH")).isEqualTo(3);
    assertThat(registry.partBytes).hasValue(SIZE);
  }

  @Test
  void aCutLineCostsOnlyWhatTheRegistryDidNotKeep() throws Exception {
    registry.cutParts.addAll(List.of(100, BlobPush.CHUNK / 2, 7));

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.partBytes).hasValue(SIZE);
    assertThat(registry.count("POST")).isEqualTo(1);
  }

  @Test
  void aLineThatIsCutBeforeTheFirstByteIsBegunAnew() throws Exception {
    registry.cutParts.addAll(List.of(0, 1));

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("POST")).isEqualTo(3);
  }

  @Test
  void progressBeginsThePatienceAnew() throws Exception {
    for (int i = 0; i < 20; i++) {
      registry.cutParts.add(1000);
    }

    push();

    assertThat(registry.partBytes).hasValue(SIZE);
  }

  @Test
  void aLineThatLetsNothingThroughIsGivenUpAndSaysHowFarItCame() {
    registry.cutParts.addAll(List.of(1000, 0, 0, 0, 0, 0, 0));

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.Unavailable);
    assertThat(e).hasMessageContaining("it came to byte 1000 of " + SIZE);
  }

  @Test
  void aForgottenUploadIsBegunAnew() throws Exception {
    registry.cutParts.add(1000);
    clients.beforeWait = () -> registry.uploads.clear();

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("POST")).isEqualTo(2);
  }

  @Test
  void moreThanTheRegistrySaidIsLearntFromItsRefusal() throws Exception {
    registry.rangeOff = -5;
    clients.beforeWait = () -> registry.rangeOff = 0;

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("GET /v2/atoll/vision/blobs/uploads")).isEqualTo(1);
  }

  @Test
  void aRegistryThatHasMoreThanThereIsIsNotBelieved() {
    registry.rangeOff = 3 * BlobPush.CHUNK;

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.Unavailable);
    assertThat(e).hasMessageContaining("the registry says it has");
  }

  @Test
  void aRegistryThatTakesNoPartsGetsTheWhole() throws Exception {
    registry.takesNoParts = true;

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.count("PATCH")).isEqualTo(1);
  }

  @Test
  void partsThatDoNotFitTogetherOverThereAreSentOnceMore() throws Exception {
    registry.damagesFirstUpload = true;

    push();

    assertThat(registry.blobs.get(blob.digest())).isEqualTo(bytes);
    assertThat(registry.partBytes).hasValue(2L * SIZE);
  }

  @Test
  void aFileThatChangedIsNotSentForEver() throws Exception {
    bytes[3] ^= 1;
    Files.write(file, bytes);

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(registry.partBytes).hasValue(SIZE);
    assertThat(clients.waits).isEmpty();
  }

  @Test
  void aFileThatBecameShorterIsToldBeforeAnythingIsSent() throws Exception {
    Files.write(file, new byte[10]);

    assertThat(failure().reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(registry.requests).isEmpty();
  }
}
