package dev.atoll.tflite.compilerlog;

/**
 * A row of the compiler's table. The same operator may have several rows, one for each status;
 * their order means nothing.
 *
 * @param operator the schema's name, or a custom operator's own; as it stands in the log, so escape
 *     it where it is shown
 * @param count how many operators of that name have that status
 * @param statusText the compiler's words
 */
public record OperatorRow(String operator, int count, CompilerStatus status, String statusText) {}
