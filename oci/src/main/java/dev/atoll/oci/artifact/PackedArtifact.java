package dev.atoll.oci.artifact;

import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A manifest with all its blobs, ready to be pushed. Equal content gives equal bytes.
 *
 * @param artifact what a reader of the manifest will see
 * @param blobs every blob of the manifest, config included
 */
public record PackedArtifact(
    Manifest manifest, ModelArtifact artifact, Map<Descriptor, BlobSource> blobs) {

  /**
   * Reads the files once to find their digests.
   *
   * @throws OciException ManifestInvalid when the content could not be read back by a device
   * @throws IOException when a file cannot be read
   */
  public static PackedArtifact pack(ArtifactContent content) throws OciException, IOException {
    List<Descriptor> layers = new ArrayList<>();
    Map<Digest, BlobSource> sources = new TreeMap<>();
    for (Map.Entry<String, Path> v : content.variants().entrySet()) {
      String path = v.getKey().toLowerCase(Locale.ROOT) + "/model.tflite";
      Path file = v.getValue();
      Digest digest = Digest.ofFile(file);
      layers.add(
          new Descriptor(MediaTypes.WEIGHTS, digest, Files.size(file), null)
              .with(MediaTypes.FILEPATH, path)
              .with(MediaTypes.TITLE, path)
              .with(MediaTypes.VARIANT, v.getKey()));
      sources.put(digest, new BlobSource.OfFile(file));
    }
    layers.add(bytes(sources, MediaTypes.GOLDEN, "golden.json", content.golden().toBytes()));
    layers.add(bytes(sources, MediaTypes.REPORT, "report.json", content.report()));
    byte[] labels = content.labels();
    if (labels != null) {
      layers.add(bytes(sources, MediaTypes.LABELS, "labels.txt", labels));
    }
    byte[] log = content.compilerLog();
    if (log != null) {
      layers.add(bytes(sources, MediaTypes.COMPILER_LOG, "edgetpu/compiler.log", log));
    }
    byte[] configJson = Json.write(config(content, layers));
    Descriptor config = Descriptor.of(MediaTypes.CONFIG, configJson);
    sources.put(config.digest(), new BlobSource.OfBytes(configJson));
    return assemble(annotations(content, layers), config, layers, sources);
  }

  private static Descriptor bytes(
      Map<Digest, BlobSource> sources, String mediaType, String path, byte[] bytes) {
    Descriptor made =
        Descriptor.of(mediaType, bytes)
            .with(MediaTypes.FILEPATH, path)
            .with(MediaTypes.TITLE, path);
    sources.put(made.digest(), new BlobSource.OfBytes(bytes));
    return made;
  }

  private static ModelConfig config(ArtifactContent content, List<Descriptor> layers) {
    return new ModelConfig(
        new ModelConfig.About(content.name()),
        new ModelConfig.Format("tflite", content.quantization()),
        new ModelConfig.ModelFs("layers", layers.stream().map(Descriptor::digest).toList()));
  }

  private static SortedMap<String, String> annotations(
      ArtifactContent content, List<Descriptor> layers) {
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put(MediaTypes.ARTIFACT_KEY, content.artifactKey());
    annotations.put(MediaTypes.CONTENT, ContentName.of(layers, content.masked()).toString());
    if (content.createdBy() != null) {
      annotations.put(MediaTypes.CREATED_BY, content.createdBy());
    }
    return annotations;
  }

  private static PackedArtifact assemble(
      SortedMap<String, String> annotations,
      Descriptor config,
      List<Descriptor> layers,
      Map<Digest, BlobSource> sources)
      throws OciException {
    Manifest manifest =
        new Manifest(2, Manifest.MEDIA_TYPE, MediaTypes.ARTIFACT, config, layers, annotations);
    Map<Descriptor, BlobSource> blobs = new java.util.LinkedHashMap<>();
    List<Descriptor> all = new ArrayList<>(layers);
    all.add(config);
    for (Descriptor d : all) {
      BlobSource source = sources.get(d.digest());
      if (source == null) {
        throw new IllegalStateException("no source for " + d.digest());
      }
      blobs.put(d, source);
    }
    return new PackedArtifact(manifest, ModelArtifact.read(manifest), blobs);
  }

  /**
   * Pushes the blobs, then the manifest under the tag of its artifact key, so that a reader never
   * sees a manifest without its blobs.
   *
   * @return the digest of the manifest
   */
  public Digest publish(RegistryClient registry, Repository repository)
      throws OciException, InterruptedException {
    for (Map.Entry<Descriptor, BlobSource> blob : blobs.entrySet()) {
      registry.pushBlob(repository, blob.getKey(), blob.getValue());
    }
    String tag = ModelArtifact.tagOf(artifact.artifactKey());
    return registry.putManifest(repository.tag(tag), manifest).digest();
  }
}
