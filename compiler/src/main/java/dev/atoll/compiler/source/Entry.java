package dev.atoll.compiler.source;

/**
 * A file of a source.
 *
 * @param path relative to the source; empty when the source is the file itself
 * @param size in bytes; {@link #UNKNOWN} when the store does not say it before
 * @param version changes when the content does (an ETag, a time of modification)
 */
public record Entry(String path, long size, String version) {
  /** The size of a file whose store tells it only by its end. */
  public static final long UNKNOWN = -1;
}
