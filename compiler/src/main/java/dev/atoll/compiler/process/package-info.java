/** Other programs, with a deadline and an end. */
@NullMarked
package dev.atoll.compiler.process;

import org.jspecify.annotations.NullMarked;
