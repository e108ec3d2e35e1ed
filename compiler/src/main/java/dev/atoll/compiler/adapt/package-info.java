/** What happens to a model before the Edge TPU compiler gets it. */
@NullMarked
package dev.atoll.compiler.adapt;

import org.jspecify.annotations.NullMarked;
