package dev.atoll.tflite.edgetpu;

import org.jspecify.annotations.Nullable;

/**
 * Something that makes compiler 16 refuse the whole model.
 *
 * @param message a sentence that says what is wrong and what to do; names from the file in it are
 *     to be escaped before they are shown
 * @param operator its index within the main subgraph, when one operator is to blame
 */
public record CompilerRefusal(RefusalReason reason, String message, @Nullable Integer operator) {}
