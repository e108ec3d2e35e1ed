package dev.atoll.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a blob or manifest is, by its content.
 *
 * @param size in bytes, at least 0
 */
@JsonPropertyOrder({"mediaType", "digest", "size", "annotations"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Descriptor(
    String mediaType,
    Digest digest,
    @JsonInclude(JsonInclude.Include.ALWAYS) long size,
    SortedMap<String, String> annotations) {

  /** Refuses missing parts and a negative size; missing annotations are none. */
  public Descriptor(
      @Nullable String mediaType,
      @Nullable Digest digest,
      long size,
      @Nullable SortedMap<String, String> annotations) {
    if (mediaType == null || mediaType.isBlank()) {
      throw new IllegalArgumentException("a descriptor needs a mediaType");
    }
    if (digest == null) {
      throw new IllegalArgumentException("a descriptor needs a digest");
    }
    if (size < 0) {
      throw new IllegalArgumentException("a descriptor's size is not negative: " + size);
    }
    this.mediaType = mediaType;
    this.digest = digest;
    this.size = size;
    this.annotations =
        annotations == null
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /** The descriptor of these bytes. */
  public static Descriptor of(String mediaType, byte[] bytes) {
    return new Descriptor(mediaType, Digest.of(bytes), bytes.length, null);
  }

  /** The same with one more annotation. */
  public Descriptor with(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(annotations);
    more.put(key, value);
    return new Descriptor(mediaType, digest, size, more);
  }
}
