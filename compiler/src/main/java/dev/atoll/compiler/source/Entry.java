package dev.atoll.compiler.source;

/**
 * A file of a source.
 *
 * @param path relative to the source; empty when the source is the file itself
 * @param size in bytes
 * @param version changes when the content does (an ETag, a time of modification)
 */
public record Entry(String path, long size, String version) {}
