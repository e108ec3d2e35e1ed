/** The name of a compile's content: equal keys need no second compile. */
@NullMarked
package dev.atoll.compiler.key;

import org.jspecify.annotations.NullMarked;
