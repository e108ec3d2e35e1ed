package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.store.ContentStore;
import dev.atoll.oci.BlobPull;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.artifact.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Model artifacts on this device's disk, brought from registries. */
public final class Artifacts {
  /** Stays free for state and log, so that a full disk still can be told. */
  private static final long RESERVE = 16L * 1024 * 1024;

  private final ContentStore store;
  private final RegistryClient registry;
  private final BlobPull pull;
  private final SignatureCheck signatures;

  /** What is being fetched; guarded by itself. */
  private final Map<Digest, Pin> pinned = new HashMap<>();

  /** Between the disk and the registries. */
  public Artifacts(ContentStore store, RegistryClient registry, SignatureCheck signatures) {
    this.store = store;
    this.signatures = signatures;
    this.registry = registry;
    this.pull = new BlobPull(registry);
  }

  /** Several fetches may need the same blob: each counts, one at a time writes. */
  private static final class Pin {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  /** A model on the disk, its bytes just verified. */
  public record OnDisk(Path model, String variant, Golden golden) {}

  /** What can run here. */
  private record Needed(ModelArtifact artifact, Variant variant) {
    List<Descriptor> blobs() {
      return List.of(artifact.golden(), variant.blob());
    }
  }

  /**
   * Brings to the disk what is not there yet, when it may come.
   *
   * @param model {@code namespace.name}, for which it must be signed
   * @throws OciException when the registry or the disk is at fault
   * @throws UnfitException when the artifact is
   */
  public void fetch(String model, Deployment what)
      throws OciException, UnfitException, InterruptedException {
    Digest digest = digest(what);
    Repository repository = repository(what);
    Pin pin = pin(digest);
    try {
      pin.lock.lockInterruptibly();
      Needed needed;
      try {
        needed = needed(manifest(repository, digest));
        signatures.require(model, repository, digest, needed.artifact().artifactKey());
      } finally {
        pin.lock.unlock();
      }
      fetch(repository, needed.blobs());
    } finally {
      unpin(digest);
    }
  }

  /** All are pinned from the beginning: a sweep meanwhile takes none that is there already. */
  private void fetch(Repository repository, List<Descriptor> blobs)
      throws OciException, InterruptedException {
    List<Pin> pins = blobs.stream().map(b -> pin(b.digest())).toList();
    try {
      for (int i = 0; i < blobs.size(); i++) {
        ReentrantLock lock = pins.get(i).lock;
        lock.lockInterruptibly();
        try {
          bring(repository, blobs.get(i));
        } finally {
          lock.unlock();
        }
      }
    } finally {
      blobs.forEach(b -> unpin(b.digest()));
    }
  }

  private Manifest manifest(Repository repository, Digest digest)
      throws OciException, UnfitException, InterruptedException {
    try {
      if (store.check(digest) == ContentStore.Health.Whole) {
        return Manifest.parse(store.read(digest));
      }
      Manifest manifest = registry.getManifest(repository.digest(digest)).manifest();
      byte[] bytes = manifest.toBytes();
      if (!digest.verifies(bytes)) {
        throw new UnfitException(
            Reason.ManifestInvalid,
            "the manifest " + digest + " has parts that this agent does not know");
      }
      store.put(digest, bytes);
      return manifest;
    } catch (IOException e) {
      throw storage("keeping the manifest " + digest, e);
    }
  }

  private void bring(Repository repository, Descriptor blob)
      throws OciException, InterruptedException {
    try {
      if (store.check(blob.digest()) == ContentStore.Health.Whole) {
        return;
      }
      Path partial = store.partial(blob.digest());
      long have = Files.exists(partial) ? Files.size(partial) : 0;
      long free = store.free();
      if (blob.size() - have + RESERVE > free) {
        throw new OciException(
            OciException.Reason.NoSpace,
            "the artifact needs %d bytes more and %d are free, of which %d stay in reserve; make room"
                .formatted(blob.size() - have, free, RESERVE),
            true);
      }
    } catch (IOException e) {
      throw storage("looking for blob " + blob.digest(), e);
    }
    pull.pull(
        repository,
        blob,
        store.partial(blob.digest()),
        store.blob(blob.digest()),
        BlobPull.Progress.NONE);
  }

  /**
   * Reads all bytes again, compares them with their digests and opens the model.
   *
   * @throws UnfitException DigestMismatch when the disk has lost or changed something; what was
   *     changed is deleted, so that {@link #fetch} brings it anew
   */
  public OnDisk open(Deployment what) throws UnfitException {
    try {
      Digest digest = digest(what);
      whole(digest, "manifest");
      Needed needed = needed(Manifest.parse(store.read(digest)));
      whole(needed.artifact().golden().digest(), "golden samples");
      whole(needed.variant().blob().digest(), "model");
      return new OnDisk(
          store.blob(needed.variant().blob().digest()),
          needed.variant().kind(),
          Golden.parse(store.read(needed.artifact().golden().digest())));
    } catch (IOException e) {
      throw new UnfitException(
          Reason.DigestMismatch, "the disk does not give back the artifact: " + e, e);
    } catch (OciException e) {
      throw new UnfitException(Reason.ManifestInvalid, String.valueOf(e.getMessage()), e);
    }
  }

  private void whole(Digest digest, String what) throws IOException, UnfitException {
    ContentStore.Health health = store.check(digest);
    if (health != ContentStore.Health.Whole) {
      throw new UnfitException(
          Reason.DigestMismatch,
          "the %s on this device's disk is %s (digest %s)"
              .formatted(
                  what, health == ContentStore.Health.Absent ? "not there" : "damaged", digest));
    }
  }

  /** Deletes what none of these needs and nobody is fetching. */
  public void sweep(Collection<Deployment> keep) throws IOException {
    Set<Digest> digests = new HashSet<>();
    for (Deployment d : keep) {
      digests.addAll(blobsOf(d));
    }
    synchronized (pinned) {
      digests.addAll(pinned.keySet());
      store.sweep(digests);
    }
  }

  private List<Digest> blobsOf(Deployment what) throws IOException {
    List<Digest> all = new ArrayList<>();
    try {
      Digest digest = digest(what);
      all.add(digest);
      if (store.check(digest) == ContentStore.Health.Whole) {
        needed(Manifest.parse(store.read(digest))).blobs().forEach(b -> all.add(b.digest()));
      }
    } catch (OciException | UnfitException e) {
      // An artifact that cannot be understood needs nothing.
      return all;
    }
    return all;
  }

  private static Needed needed(Manifest manifest) throws OciException, UnfitException {
    ModelArtifact artifact = ModelArtifact.read(manifest);
    Variant variant =
        artifact
            .variant(Variant.CPU)
            .orElseThrow(() ->
                new UnfitException(
                    Reason.NoVariant,
                    "the artifact has no variant Cpu, only "
                        + artifact.variants().stream().map(Variant::kind).toList()));
    return new Needed(artifact, variant);
  }

  private static Digest digest(Deployment what) throws UnfitException {
    try {
      return Digest.parse(what.digest());
    } catch (IllegalArgumentException e) {
      throw new UnfitException(Reason.ManifestInvalid, String.valueOf(e.getMessage()), e);
    }
  }

  private static Repository repository(Deployment what) throws UnfitException {
    try {
      return Repository.parse(what.repository());
    } catch (IllegalArgumentException e) {
      throw new UnfitException(Reason.DownloadFailed, String.valueOf(e.getMessage()), e);
    }
  }

  static OciException storage(String doing, IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new OciException(
        full ? OciException.Reason.NoSpace : OciException.Reason.StorageFailed,
        doing + ": " + e.getMessage(),
        true,
        e);
  }

  private Pin pin(Digest digest) {
    synchronized (pinned) {
      Pin pin = pinned.computeIfAbsent(digest, d -> new Pin());
      pin.users++;
      return pin;
    }
  }

  private void unpin(Digest digest) {
    synchronized (pinned) {
      pinned.computeIfPresent(digest, (d, pin) -> --pin.users == 0 ? null : pin);
    }
  }
}
