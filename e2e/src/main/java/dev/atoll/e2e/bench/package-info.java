/** Benchmarks; their tables are committed beside the command that makes them. */
@NullMarked
package dev.atoll.e2e.bench;

import org.jspecify.annotations.NullMarked;
