/** What a stage returns: a value, or a refusal with a reason. */
@NullMarked
package dev.atoll.compiler.outcome;

import org.jspecify.annotations.NullMarked;
