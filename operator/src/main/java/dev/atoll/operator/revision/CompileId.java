package dev.atoll.operator.revision;

/**
 * Which compile.
 *
 * @param uid of the ModelRevision: one that was deleted and made again is another
 */
public record CompileId(String namespace, String revision, String uid) {}
