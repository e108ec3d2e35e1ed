/**
 * What a model says of itself beside its graph: TensorFlow Lite metadata and the files in the ZIP
 * archive that is appended to it. Nothing in a file is trusted.
 */
@NullMarked
package dev.atoll.tflite.metadata;

import org.jspecify.annotations.NullMarked;
