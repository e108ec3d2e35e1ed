package dev.atoll.oci.artifact;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads manifests of unknown origin: every rule here is a refusal. */
final class ManifestReader {
  private static final int MAX_LAYERS = 64;
  private static final int MAX_PATH = 200;
  private static final long MAX_REPORT = 16L * 1024 * 1024;
  private static final long MAX_LABELS = 16L * 1024 * 1024;
  private static final long MAX_COMPILER_LOG = 16L * 1024 * 1024;
  private static final long MAX_CONFIG = 1024L * 1024;

  /** Plain relative paths: no empty part, no dot at the start of a part. */
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*+");

  private final List<Variant> variants = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private @Nullable Descriptor golden;
  private @Nullable Descriptor report;
  private @Nullable Descriptor labels;
  private @Nullable Descriptor compilerLog;

  private ManifestReader() {}

  static ModelArtifact read(Manifest manifest) throws OciException {
    try {
      return new ManifestReader().view(manifest);
    } catch (IllegalArgumentException e) {
      throw new OciException(
          OciException.Reason.ManifestInvalid,
          "this is no model artifact that this version can use: " + e.getMessage(),
          false,
          e);
    }
  }

  private ModelArtifact view(Manifest manifest) {
    require(
        MediaTypes.ARTIFACT.equals(manifest.artifactType()),
        "its artifactType is not " + MediaTypes.ARTIFACT);
    require(
        MediaTypes.CONFIG.equals(manifest.config().mediaType()),
        "its config is not " + MediaTypes.CONFIG);
    atMost(manifest.config(), MAX_CONFIG, "config");
    require(manifest.layers().size() <= MAX_LAYERS, "it has more than 64 layers");
    String key = manifest.annotations().getOrDefault(MediaTypes.ARTIFACT_KEY, "");
    require(
        ModelArtifact.KEY.matcher(key).matches(),
        "its annotation " + MediaTypes.ARTIFACT_KEY + " is not 64 hexadecimal digits");
    manifest.layers().forEach(this::layer);
    require(!variants.isEmpty(), "it has no weights");
    return new ModelArtifact(
        key,
        variants,
        present(golden, "golden samples"),
        present(report, "report"),
        labels,
        compilerLog,
        content(manifest));
  }

  private static @Nullable Digest content(Manifest manifest) {
    String name = manifest.annotations().get(MediaTypes.CONTENT);
    return name == null ? null : Digest.parse(name);
  }

  private void layer(Descriptor layer) {
    String path = layer.annotations().getOrDefault(MediaTypes.FILEPATH, "");
    require(
        path.length() <= MAX_PATH && PATH.matcher(path).matches(),
        "a layer's " + MediaTypes.FILEPATH + " is no plain relative path");
    require(paths.add(path), "two layers have the path " + path);
    switch (layer.mediaType()) {
      case MediaTypes.WEIGHTS -> variant(layer, path);
      case MediaTypes.GOLDEN -> golden = only(golden, layer, Golden.MAX_BYTES, "golden samples");
      case MediaTypes.REPORT -> report = only(report, layer, MAX_REPORT, "report");
      case MediaTypes.LABELS -> {
        // Other documents (a licence, a model card) may travel along; they are not ours to read.
        if (path.equals("labels.txt")) {
          labels = only(labels, layer, MAX_LABELS, "labels");
        }
      }
      case MediaTypes.COMPILER_LOG ->
          compilerLog = only(compilerLog, layer, MAX_COMPILER_LOG, "compiler log");
      default -> throw new IllegalArgumentException("a layer has an unknown media type");
    }
  }

  private void variant(Descriptor layer, String path) {
    String kind = layer.annotations().getOrDefault(MediaTypes.VARIANT, "");
    Variant made = new Variant(kind, path, layer);
    require(variants.stream().noneMatch(v -> v.kind().equals(kind)), "it has two variants " + kind);
    variants.add(made);
  }

  private static Descriptor only(
      @Nullable Descriptor before, Descriptor layer, long limit, String what) {
    require(before == null, "it has two layers with " + what);
    atMost(layer, limit, what);
    return layer;
  }

  private static void atMost(Descriptor blob, long limit, String what) {
    require(
        blob.size() <= limit,
        "its %s has %d bytes, at most %d are possible".formatted(what, blob.size(), limit));
  }

  private static Descriptor present(@Nullable Descriptor blob, String what) {
    if (blob == null) {
      throw new IllegalArgumentException("it has no " + what);
    }
    return blob;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
