/** The TensorFlow stage, a child process without credentials. */
@NullMarked
package dev.atoll.compiler.tensorflow;

import org.jspecify.annotations.NullMarked;
