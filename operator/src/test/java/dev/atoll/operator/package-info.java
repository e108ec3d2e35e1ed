/** The operator on a real API server, with honest doubles of agents and compiler. */
@NullMarked
package dev.atoll.operator;

import org.jspecify.annotations.NullMarked;
