package dev.atoll.operator.revision;

/**
 * Which compile.
 *
 * @param uid of the ModelRevision: one that was deleted and made again is another
 * @param attempt which run for it; it follows from the stored status, so that an operator that was
 *     restarted calls the run by the same name
 */
public record CompileId(String namespace, String revision, String uid, String attempt) {}
