/** Compiling for the Edge TPU with the compiler that the user installed. */
@NullMarked
package dev.atoll.compiler.edgetpu;

import org.jspecify.annotations.NullMarked;
