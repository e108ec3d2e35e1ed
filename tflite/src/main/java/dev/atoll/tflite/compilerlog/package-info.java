/**
 * What Google's {@code edgetpu_compiler} says: its output and its operator log, turned into values.
 * The texts are those of versions 1.0 to 16.0, as users and Google's own scripts have published
 * them; whatever is not known is kept word for word.
 */
@NullMarked
package dev.atoll.tflite.compilerlog;

import org.jspecify.annotations.NullMarked;
