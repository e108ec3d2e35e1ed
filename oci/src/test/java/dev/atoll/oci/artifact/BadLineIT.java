package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.oci.Backoff;
import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.oci.Sleeper;
import dev.atoll.oci.artifact.CuttingProxy.Cut;
import dev.atoll.oci.testing.RealRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push to a real registry over a line that breaks, and while the registry is restarted. */
class BadLineIT {
  private static final int MIB = 1024 * 1024;
  private static final int SIZE = 20 * MIB;

  /** What one break may cost: the part under way. */
  private static final int PART = 4 * MIB;

  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  private Path file;
  private Descriptor blob;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    file = Files.write(folder.resolve("weights"), bytes);
    blob = Descriptor.of("application/octet-stream", bytes);
  }

  private static RegistryClient client(String host) {
    return new RegistryClient(
        RegistryConfig.anonymous(Set.of(host)),
        new Retry(
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1), 8),
            new Random(1),
            Sleeper.REAL));
  }

  private static Repository repository(String host) {
    return Repository.parse(host + "/atoll/vision");
  }

  private void push(CuttingProxy proxy) throws Exception {
    client(proxy.host()).pushBlob(repository(proxy.host()), blob, new BlobSource.OfFile(file));
  }

  private boolean stored() throws Exception {
    String host = registry.host();
    return client(host).hasBlob(repository(host), blob.digest());
  }

  @Test
  void itGoesOnAfterEachBreakAndSendsNothingThatIsThereAgain() throws Exception {
    List<Cut> cuts =
        List.of(
            new Cut(6L * MIB, () -> {}),
            new Cut(12L * MIB, () -> {}),
            new Cut(18L * MIB, () -> {}));
    try (CuttingProxy proxy = new CuttingProxy(registry.host(), cuts)) {
      push(proxy);

      assertThat(proxy.left()).isZero();
      assertThat(stored()).isTrue();
      assertThat(proxy.sent()).isBetween((long) SIZE, SIZE + 3L * PART + MIB);

      long before = proxy.sent();
      push(proxy);
      assertThat(proxy.sent() - before).isLessThan(1000);
    }
  }

  @Test
  void itGoesOnAfterTheRegistryWasKilledAndStartedAgain() throws Exception {
    List<Cut> cuts = List.of(new Cut(14L * MIB, this::restart));
    try (CuttingProxy proxy = new CuttingProxy(registry.host(), cuts)) {
      push(proxy);

      assertThat(proxy.left()).isZero();
      assertThat(stored()).isTrue();
      assertThat(proxy.sent()).isBetween((long) SIZE, (long) SIZE + PART + MIB);
    }
  }

  private void restart() {
    registry.stop();
    try {
      registry.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRegistryThatStaysAwayIsSaidToBeAwayWithHowFarItCame() throws Exception {
    List<Cut> cuts = List.of(new Cut(10L * MIB, registry::stop));
    try (CuttingProxy proxy = new CuttingProxy(registry.host(), cuts)) {
      OciException e = catchThrowableOfType(OciException.class, () -> push(proxy));

      assertThat(e.reason()).isEqualTo(OciException.Reason.Unavailable);
      assertThat(e.retryable()).isTrue();
      assertThat(e).hasMessageMatching(".*it came to byte \\d+ of " + SIZE + "\\)");
    }
  }
}
