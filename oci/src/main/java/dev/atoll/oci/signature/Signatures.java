package dev.atoll.oci.signature;

import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Reference;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signatures beside the artifacts in a registry. */
public final class Signatures {
  static final String LAYER = "application/vnd.dev.cosign.simplesigning.v1+json";
  static final String ANNOTATION = "dev.cosignproject.cosign/signature";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  /** An artifact has one for each model that uses it; whoever verifies reads them all. */
  private static final int MOST = 256;

  private static final int MAX_PAYLOAD = 64 * 1024;

  private final RegistryClient registry;
  private final int most;

  /** By this client. */
  public Signatures(RegistryClient registry) {
    this(registry, MOST);
  }

  /** With room for so many of one artifact. */
  Signatures(RegistryClient registry, int most) {
    this.registry = registry;
    this.most = most;
  }

  /** A signature and the layer that holds it. */
  private record Stored(Descriptor layer, SignedPayload signature) {}

  /** Where the signatures of an artifact are. */
  static Reference tagOf(Repository repository, Digest artifact) {
    return repository.tag("sha256-" + artifact.hex() + ".sig");
  }

  /**
   * All signatures of an artifact, unverified; none when there are none, or when what stands there
   * cannot be understood.
   *
   * @throws OciException when the registry does not answer
   */
  public List<SignedPayload> read(Repository repository, Digest artifact)
      throws OciException, InterruptedException {
    return stored(repository, artifact).stream().map(Stored::signature).toList();
  }

  private List<Stored> stored(Repository repository, Digest artifact)
      throws OciException, InterruptedException {
    Manifest manifest = manifest(repository, artifact);
    List<Stored> all = new ArrayList<>();
    for (Descriptor layer : manifest == null ? List.<Descriptor>of() : signed(manifest)) {
      try {
        byte[] payload = registry.getBlob(repository, layer, MAX_PAYLOAD);
        String signature = layer.annotations().getOrDefault(ANNOTATION, "");
        all.add(new Stored(layer, new SignedPayload(payload, signature)));
      } catch (OciException e) {
        if (e.retryable()) {
          throw e;
        }
        // Without its payload, or with a wrong one, it is no signature.
      }
    }
    return all;
  }

  /**
   * Signs, unless it is signed so already. Signatures of others stay; only when there is no room
   * left those go that nobody trusts. Not for two at once: the tag would keep only one of them.
   *
   * @throws OciException Refused when no room can be made without taking a signature from a model
   */
  public void sign(Repository repository, Claims claims, SigningKey key, TrustedKeys trusted)
      throws OciException, InterruptedException {
    List<Stored> before = stored(repository, claims.digest());
    List<SignedPayload> signatures = before.stream().map(Stored::signature).toList();
    if (Expected.of(claims).problem(signatures, trusted).isEmpty()) {
      return;
    }
    SignedPayload made = SignedPayload.of(claims, repository, key);
    Descriptor layer = Descriptor.of(LAYER, made.payload()).with(ANNOTATION, made.signature());
    List<Descriptor> layers = new ArrayList<>(besides(repository, claims, before, trusted));
    layers.add(layer);
    registry.pushBlob(repository, layer, new BlobSource.OfBytes(made.payload()));
    byte[] config = config(layers);
    Descriptor configBlob = Descriptor.of(CONFIG, config);
    registry.pushBlob(repository, configBlob, new BlobSource.OfBytes(config));
    registry.putManifest(
        tagOf(repository, claims.digest()),
        new Manifest(2, Manifest.MEDIA_TYPE, null, configBlob, layers, null));
  }

  /** The layers that stay beside a new one. */
  private List<Descriptor> besides(
      Repository repository, Claims claims, List<Stored> before, TrustedKeys trusted)
      throws OciException {
    List<Descriptor> all = before.stream().map(Stored::layer).toList();
    if (all.size() < most) {
      return all;
    }
    List<Descriptor> needed =
        before.stream()
            .filter(s -> s.signature().trusted(trusted).isPresent())
            .map(Stored::layer)
            .toList();
    if (needed.size() < most) {
      return needed;
    }
    throw new OciException(
        OciException.Reason.Refused,
        "%s has %d signatures, one for each model that ever used it, and no more are read: delete the tag %s in the registry when some of those models are gone, and set spec.retry of the others"
            .formatted(claims.digest(), needed.size(), tagOf(repository, claims.digest())),
        false);
  }

  private @Nullable Manifest manifest(Repository repository, Digest artifact)
      throws OciException, InterruptedException {
    try {
      return registry.getManifest(tagOf(repository, artifact)).manifest();
    } catch (OciException e) {
      return switch (e.reason()) {
        case NotFound, ManifestInvalid, TooLarge, DigestMismatch -> null;
        default -> throw e;
      };
    }
  }

  /** Ours are the last ones: whoever writes more in front of them hides none. */
  private List<Descriptor> signed(Manifest manifest) {
    List<Descriptor> layers =
        manifest.layers().stream().filter(l -> l.mediaType().equals(LAYER)).toList();
    return layers.subList(Math.max(0, layers.size() - most), layers.size());
  }

  /** An image config with no more in it than readers of images insist on. */
  private static byte[] config(List<Descriptor> layers) {
    var diffIds = layers.stream().map(Descriptor::digest).toList();
    return Json.write(
        Map.of(
            "architecture",
            "",
            "os",
            "",
            "config",
            Map.of(),
            "rootfs",
            Map.of("type", "layers", "diff_ids", diffIds)));
  }
}
