/** Measured accuracy against what the user demands. */
@NullMarked
package dev.atoll.compiler.accuracy;

import org.jspecify.annotations.NullMarked;
