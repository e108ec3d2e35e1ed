package dev.atoll.tflite;

/**
 * Some bytes of a file.
 *
 * @param start the first one's position, from 0
 */
public record ByteRange(long start, long length) {}
