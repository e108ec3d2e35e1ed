/** Fetching what users name by URI: streamed, limited, digested, checked for changes. */
@NullMarked
package dev.atoll.compiler.source;

import org.jspecify.annotations.NullMarked;
