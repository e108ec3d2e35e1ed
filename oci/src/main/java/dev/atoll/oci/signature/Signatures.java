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

  /** An artifact has one for each model that uses it; more are not looked at. */
  private static final int MAX = 64;

  private static final int MAX_PAYLOAD = 64 * 1024;

  private final RegistryClient registry;

  /** By this client. */
  public Signatures(RegistryClient registry) {
    this.registry = registry;
  }

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
    Manifest manifest = manifest(repository, artifact);
    List<SignedPayload> all = new ArrayList<>();
    for (Descriptor layer : manifest == null ? List.<Descriptor>of() : signed(manifest)) {
      try {
        byte[] payload = registry.getBlob(repository, layer, MAX_PAYLOAD);
        all.add(new SignedPayload(payload, layer.annotations().getOrDefault(ANNOTATION, "")));
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
   * Signs, unless it is signed so already. Signatures of others stay. Not for two at once: the tag
   * would keep only one of them.
   */
  public void sign(Repository repository, Claims claims, SigningKey key, TrustedKeys trusted)
      throws OciException, InterruptedException {
    if (Expected.of(claims).problem(read(repository, claims.digest()), trusted).isEmpty()) {
      return;
    }
    SignedPayload made = SignedPayload.of(claims, repository, key);
    Descriptor layer = Descriptor.of(LAYER, made.payload()).with(ANNOTATION, made.signature());
    Manifest before = manifest(repository, claims.digest());
    List<Descriptor> layers = new ArrayList<>(before == null ? List.of() : signed(before));
    while (layers.size() >= MAX) {
      layers.removeFirst();
    }
    layers.add(layer);
    registry.pushBlob(repository, layer, new BlobSource.OfBytes(made.payload()));
    byte[] config = config(layers);
    Descriptor configBlob = Descriptor.of(CONFIG, config);
    registry.pushBlob(repository, configBlob, new BlobSource.OfBytes(config));
    registry.putManifest(
        tagOf(repository, claims.digest()),
        new Manifest(2, Manifest.MEDIA_TYPE, null, configBlob, layers, null));
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

  private static List<Descriptor> signed(Manifest manifest) {
    List<Descriptor> layers =
        manifest.layers().stream().filter(l -> l.mediaType().equals(LAYER)).toList();
    return layers.subList(Math.max(0, layers.size() - MAX), layers.size());
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
