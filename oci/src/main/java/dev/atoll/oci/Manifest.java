package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image manifest, schema version 2. {@link #toBytes()} is canonical: equal manifests have
 * equal bytes.
 */
@JsonPropertyOrder({
  "schemaVersion",
  "mediaType",
  "artifactType",
  "config",
  "layers",
  "annotations"
})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Manifest(
    int schemaVersion,
    @Nullable String mediaType,
    @Nullable String artifactType,
    Descriptor config,
    List<Descriptor> layers,
    SortedMap<String, String> annotations) {

  /** The media type of an OCI image manifest. */
  public static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

  /** The greatest manifest that is read or sent, in bytes. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Refuses what is no OCI image manifest; missing layers and annotations are none. */
  public Manifest(
      int schemaVersion,
      @Nullable String mediaType,
      @Nullable String artifactType,
      @Nullable Descriptor config,
      @Nullable List<Descriptor> layers,
      @Nullable SortedMap<String, String> annotations) {
    if (schemaVersion != 2) {
      throw new IllegalArgumentException("schemaVersion is " + schemaVersion + ", not 2");
    }
    if (mediaType != null && !mediaType.equals(MEDIA_TYPE)) {
      throw new IllegalArgumentException("the media type is " + Shown.text(mediaType));
    }
    if (config == null) {
      throw new IllegalArgumentException("a manifest needs a config");
    }
    this.schemaVersion = schemaVersion;
    this.mediaType = mediaType;
    this.artifactType = artifactType;
    this.config = config;
    this.layers = layers == null ? List.of() : List.copyOf(layers);
    this.annotations =
        annotations == null
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /**
   * Reads a manifest.
   *
   * @throws OciException ManifestInvalid with what is wrong, TooLarge above {@link #MAX_BYTES}
   */
  public static Manifest parse(byte[] json) throws OciException {
    if (json.length > MAX_BYTES) {
      throw new OciException(
          OciException.Reason.TooLarge, "a manifest has at most " + MAX_BYTES + " bytes", false);
    }
    return Json.read(json, Manifest.class, "the manifest");
  }

  /** Canonical JSON: fixed order of fields, sorted annotations, no white space. */
  public byte[] toBytes() {
    return Json.write(this);
  }
}
