/** Finding what was compiled before. */
@NullMarked
package dev.atoll.compiler.lookup;

import org.jspecify.annotations.NullMarked;
