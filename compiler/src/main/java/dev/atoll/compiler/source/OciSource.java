package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.BlobPull;
import dev.atoll.oci.CredentialSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Artifacts in registries: each layer is a file, named by its title. A layer that is a packed
 * folder (as oras pushes one) is an archive.
 */
final class OciSource implements Source, AutoCloseable {
  private static final List<String> TITLES =
      List.of("org.opencontainers.image.title", "org.cncf.model.filepath");
  private static final String UNPACK = "io.deis.oras.content.unpack";
  private static final String ANY = "application/octet-stream";

  private final Reach reach;
  private final RegistryClient registry;

  /** Where the registry sent us and we did not go. */
  private final AtomicReference<URI> notAllowed = new AtomicReference<>();

  OciSource(Reach reach, Optional<Credentials> credentials, Retry retry) {
    this.reach = reach;
    CredentialSource say =
        host ->
            credentials
                .flatMap(c -> c.value("username"))
                .map(user ->
                    new CredentialSource.Credentials(
                        user, credentials.flatMap(c -> c.value("password")).orElse("")));
    this.registry =
        new RegistryClient(
            new RegistryConfig(
                reach.plainHosts(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                say,
                this::reachable),
            retry);
  }

  @Override
  public void close() {
    registry.close();
  }

  private boolean reachable(URI uri) {
    boolean reachable = reach.allows(uri);
    if (!reachable) {
      notAllowed.set(uri);
    }
    return reachable;
  }

  @Override
  public List<Entry> list(SourceUri folder, int maxFiles)
      throws RefusedException, IOException, InterruptedException {
    SourceUri.Oci at = oci(folder);
    String prefix = at.path().isEmpty() ? "" : at.path() + "/";
    List<Entry> found =
        layers(at).stream()
            .filter(e -> e.path().startsWith(prefix))
            .map(e -> new Entry(e.path().substring(prefix.length()), e.size(), e.version()))
            .toList();
    if (found.isEmpty()) {
      throw Trouble.missing(folder, null);
    }
    return found;
  }

  @Override
  public Entry stat(SourceUri file) throws RefusedException, IOException, InterruptedException {
    SourceUri.Oci at = oci(file);
    List<Entry> layers = layers(at);
    List<Entry> meant =
        at.path().isEmpty()
            ? layers
            : layers.stream().filter(e -> e.path().equals(at.path())).toList();
    if (meant.isEmpty()) {
      throw Trouble.missing(file, null);
    }
    if (meant.size() > 1) {
      throw Trouble.unsupported(
          "%s holds %d files: name one of them, %s#path".formatted(file, meant.size(), file));
    }
    return new Entry("", meant.getFirst().size(), meant.getFirst().version());
  }

  private List<Entry> layers(SourceUri.Oci at)
      throws RefusedException, IOException, InterruptedException {
    Manifest manifest = asked(at, () -> registry.getManifest(at.reference()).manifest());
    List<Entry> entries = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      entries.add(
          new Entry(
              title(layer, manifest.layers().size() == 1),
              layer.size(),
              layer.digest().toString()));
    }
    return entries;
  }

  private static String title(Descriptor layer, boolean only) {
    String type = layer.mediaType().toLowerCase(Locale.ROOT);
    boolean packed =
        Boolean.parseBoolean(layer.annotations().get(UNPACK))
            || Stream.of("tar+gzip", "+tar", ".tar.gzip", "x-tar", "zip").anyMatch(type::endsWith);
    String title =
        TITLES.stream()
            .map(layer.annotations()::get)
            .filter(t -> t != null && !t.isEmpty())
            .findFirst()
            .orElse(only ? "layer" : "");
    return packed && !SourceUri.archive(title) ? title + ".tar.gz" : title;
  }

  @Override
  public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
      throws RefusedException, IOException, InterruptedException {
    SourceUri.Oci at = oci(uri);
    Repository repository = at.reference().repository();
    Descriptor blob = new Descriptor(ANY, Digest.parse(entry.version()), entry.size(), null);
    Path part = to.resolveSibling(to.getFileName() + ".part");
    Files.deleteIfExists(part);
    asked(
        at,
        () -> {
          new BlobPull(registry).pull(repository, blob, part, to, BlobPull.Progress.NONE);
          return blob;
        });
  }

  /** One question at a time, or it would not be known whose way led to a host not allowed. */
  private synchronized <T> T asked(SourceUri.Oci at, Retry.Attempt<T> question)
      throws RefusedException, IOException, InterruptedException {
    String host = at.reference().repository().host();
    reach.require(
        at, URI.create((reach.plainHosts().contains(host) ? "http://" : "https://") + host));
    notAllowed.set(null);
    try {
      return question.run();
    } catch (OciException e) {
      URI refused = notAllowed.get();
      if (refused != null) {
        reach.require(at, refused);
      }
      throw explained(at, e);
    }
  }

  private static RefusedException explained(SourceUri.Oci at, OciException e) throws IOException {
    Refusal refusal =
        switch (e.reason()) {
          case NotFound -> Trouble.missing(at, e).refusal();
          case Unauthorized -> Trouble.denied(at, e).refusal();
          case DigestMismatch ->
              Refusal.last(
                  Reason.ChecksumMismatch,
                  "the registry gives other bytes for %s than its manifest names: repair the registry, or push the artifact again"
                      .formatted(at));
          case Unavailable ->
              Refusal.passing(
                  Reason.SourceUnavailable,
                  at + " cannot be read: the registry fails; the compile is tried again later");
          case TooLarge ->
              Refusal.last(Reason.TooLarge, "the manifest of %s is too large".formatted(at));
          case ManifestInvalid, Refused ->
              Refusal.last(
                  Reason.UnsupportedSource,
                  "%s is no artifact that can be read: push it as an OCI image manifest, a layer for each file"
                      .formatted(at));
          case NoSpace, StorageFailed -> throw new IOException(e.getMessage(), e);
        };
    return new RefusedException(refusal, e);
  }

  private static SourceUri.Oci oci(SourceUri uri) {
    if (uri instanceof SourceUri.Oci oci) {
      return oci;
    }
    throw new IllegalArgumentException(uri + " is no artifact");
  }
}
