package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.OciException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobPullTest {
  private static final int SIZE = 2_000_003;

  private final FakeRegistry registry = new FakeRegistry();
  private final Clients clients = new Clients();
  private final byte[] bytes = Clients.randomBytes(SIZE);
  private final Descriptor blob = registry.blob(bytes);
  @TempDir Path folder;
  private Path partial;
  private Path target;

  @BeforeEach
  void paths() {
    partial = folder.resolve("blob.part");
    target = folder.resolve("blob");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aWholeBlobArrivesAndNothingElseIsLeft() throws Exception {
    pull();

    assertThat(target).hasBinaryContent(bytes);
    assertThat(partial).doesNotExist();
  }

  @Test
  void aLineCutTwentyTimesFetchesEachByteOnce() throws Exception {
    registry.cutAfter = SIZE / 20;

    pull();

    assertThat(target).hasBinaryContent(bytes);
    assertThat(registry.count("GET")).isEqualTo(21);
    assertThat(registry.timesSent()).containsExactly(1);
  }

  @Test
  void aPartFromAnEarlierProcessIsGoneOnWith() throws Exception {
    Files.write(partial, Arrays.copyOf(bytes, 1_234_567));

    pull();

    assertThat(target).hasBinaryContent(bytes);
    assertThat(registry.sent[1_234_566]).isZero();
    assertThat(registry.sent[1_234_567]).isEqualTo(1);
  }

  @Test
  void aRottenPartIsThrownAwayAndTheBlobFetchedAnew() throws Exception {
    byte[] rotten = Arrays.copyOf(bytes, 1_000_000);
    rotten[77] ^= 1;
    Files.write(partial, rotten);

    pull();

    assertThat(target).hasBinaryContent(bytes);
    assertThat(registry.sent[77]).isEqualTo(1);
  }

  @Test
  void aWholePartNeedsNoRequest() throws Exception {
    Files.write(partial, bytes);

    pull();

    assertThat(target).hasBinaryContent(bytes);
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void aPartThatIsTooLongIsStartedAgain() throws Exception {
    Files.write(partial, new byte[SIZE + 1]);

    pull();

    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void aRegistryWithoutRangesIsReadFromTheStart() throws Exception {
    registry.ignoresRange = true;
    Files.write(partial, Arrays.copyOf(bytes, 1_000_000));

    pull();

    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void aRegistryWithoutRangesThatAlwaysCutsIsGivenUp() {
    registry.ignoresRange = true;
    registry.cutAfter = SIZE / 2;

    assertThat(failure().reason()).isEqualTo(Reason.Unavailable);
    assertThat(registry.count("GET")).isEqualTo(4);
  }

  @Test
  void aRegistryThatRefusesTheRangeIsReadFromTheStart() throws Exception {
    registry.has416ForEveryRange = true;
    Files.write(partial, Arrays.copyOf(bytes, 1_000_000));

    pull();

    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void aRangeThatIsNotTheOneAskedForIsNotUsed() throws Exception {
    registry.liesAboutRange = true;
    Files.write(partial, Arrays.copyOf(bytes, 1_000_000));

    pull();

    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void aFlippedByteLeavesNothingBehind() {
    byte[] flipped = bytes.clone();
    flipped[SIZE - 1] ^= 1;
    registry.blobs.put(blob.digest(), flipped);

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(e.retryable()).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRegistryThatSendsMoreThanItShouldIsStoppedBeforeItIsWritten() {
    registry.extraBytes = 50_000_000;

    assertThat(failure().reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRegistryWithABlobOfAnotherSizeIsRefusedBeforeABufferIsWritten() {
    registry.blobs.put(blob.digest(), Clients.randomBytes(SIZE - 1));

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.DigestMismatch);
    assertThat(e).hasMessageContaining("" + (SIZE - 1));
  }

  @Test
  void whatWasReceivedStaysWhenTheRegistryGoesAway() throws Exception {
    registry.cutAfter = 500_000;
    RegistryClient client = clients.of(registry);
    BlobPull.Progress thenDown =
        (received, size) -> registry.stallsInsteadOfAnswering = received >= 500_000;

    OciException e =
        catchThrowableOfType(
            OciException.class,
            () ->
                new BlobPull(client).pull(registry.repository(), blob, partial, target, thenDown));

    assertThat(e.reason()).isEqualTo(Reason.Unavailable);
    assertThat(e.retryable()).isTrue();
    assertThat(partial).hasSize(500_000);
    registry.stallsInsteadOfAnswering = false;
    pull();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(registry.timesSent()).containsExactly(1);
  }

  @Test
  void aMissingBlobAndMissingCredentialsAreToldApart() {
    registry.blobs.clear();
    assertThat(failure().reason()).isEqualTo(Reason.NotFound);
    registry.refusals.add(403);
    assertThat(failure().reason()).isEqualTo(Reason.Unauthorized);
    assertThat(clients.waits).isEmpty();
  }

  @Test
  void anOverloadedRegistryIsAskedAgainAfterGrowingWaits() throws Exception {
    registry.refusals.add(503);
    registry.refusals.add(429);

    pull();

    assertThat(clients.waits).hasSize(2).isSorted();
  }

  @Test
  void anEmptyBlobIsABlob() throws Exception {
    Descriptor empty = registry.blob(new byte[0]);

    new BlobPull(clients.of(registry))
        .pull(registry.repository(), empty, partial, target, BlobPull.Progress.NONE);

    assertThat(target).isEmptyFile();
  }

  @Test
  void aFolderThatIsNotThereIsAStorageFailure() {
    partial = folder.resolve("missing/blob.part");

    assertThat(failure().reason()).isEqualTo(Reason.StorageFailed);
  }

  @Test
  void aBlobThatIsLargerThanTheDiskIsNotBegun() {
    Descriptor huge =
        new Descriptor(blob.mediaType(), blob.digest(), Long.MAX_VALUE, blob.annotations());

    OciException e =
        catchThrowableOfType(
            OciException.class,
            () ->
                new BlobPull(clients.of(registry))
                    .pull(registry.repository(), huge, partial, target, BlobPull.Progress.NONE));

    assertThat(e.reason()).isEqualTo(Reason.NoSpace);
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void aRedirectToAnotherHostIsFollowedWithoutOurCredentials() throws Exception {
    try (FakeRegistry storage = new FakeRegistry()) {
      storage.blob(bytes);
      registry.redirectTo = "http://" + storage.host();
      registry.requiredAuthorization = "Basic dTpw";
      registry.challenge = "Basic realm=\"x\"";

      new BlobPull(clients.of(Set.of(registry.host(), storage.host())))
          .pull(registry.repository(), blob, partial, target, BlobPull.Progress.NONE);

      assertThat(target).hasBinaryContent(bytes);
      assertThat(storage.authorizations).containsOnly("none");
    }
  }

  @Test
  void aRedirectToAnAddressWithoutTlsIsRefused() {
    registry.redirectTo = "http://elsewhere.example";

    OciException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.Refused);
    assertThat(e).hasMessageContaining("elsewhere.example");
  }

  @Test
  void aFullDiskHasItsOwnReason() {
    assertThat(OciException.storage("x", new IOException("No space left on device")).reason())
        .isEqualTo(Reason.NoSpace);
  }

  private void pull() throws Exception {
    new BlobPull(clients.of(registry))
        .pull(registry.repository(), blob, partial, target, BlobPull.Progress.NONE);
  }

  private OciException failure() {
    return catchThrowableOfType(OciException.class, this::pull);
  }
}
