package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Retry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Fetches until it works, cannot work, or took too long. */
public final class Fetcher {
  private final Artifacts artifacts;
  private final Retry retry;
  private final InstantSource clock;
  private final Consumer<String> log;

  /** The policy's delays apply between rounds; its number of attempts does not. */
  public Fetcher(Artifacts artifacts, Retry retry, InstantSource clock, Consumer<String> log) {
    this.artifacts = artifacts;
    this.retry = retry;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Brings the artifact to the disk.
   *
   * @param model {@code namespace.name}
   * @param patience after which what may pass counts as a failure
   * @return why it did not work, empty when the artifact is on the disk
   */
  public Optional<Failure> fetch(String model, Deployment what, Duration patience)
      throws InterruptedException {
    long end = clock.millis() + patience.toMillis();
    for (int failed = 1; ; failed++) {
      try {
        artifacts.fetch(model, what);
        return Optional.empty();
      } catch (UnfitException e) {
        return Optional.of(e.failure());
      } catch (OciException e) {
        if (!e.retryable() || clock.millis() >= end) {
          return Optional.of(failure(e));
        }
        log.accept("fetching " + what.revision() + ", trying again: " + e.getMessage());
        retry.sleeper().sleep(retry.backoff().delay(failed, retry.random()));
      }
    }
  }

  private static Failure failure(OciException e) {
    Reason reason =
        switch (e.reason()) {
          case DigestMismatch -> Reason.DigestMismatch;
          case ManifestInvalid, TooLarge -> Reason.ManifestInvalid;
          case NoSpace -> Reason.NoSpace;
          case NotFound, Unavailable, Unauthorized, StorageFailed, Refused -> Reason.DownloadFailed;
        };
    return new Failure(reason, String.valueOf(e.getMessage()));
  }
}
