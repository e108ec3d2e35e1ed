/** The digest that a user may pin a source to. */
@NullMarked
package dev.atoll.compiler.pin;

import org.jspecify.annotations.NullMarked;
