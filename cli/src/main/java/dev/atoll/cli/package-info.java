/** The command line: {@code atoll …} and {@code kubectl edgemodel …} are the same program. */
@NullMarked
package dev.atoll.cli;

import org.jspecify.annotations.NullMarked;
