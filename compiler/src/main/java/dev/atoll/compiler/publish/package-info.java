/** Packaging the artifact and handing it to the registry. */
@NullMarked
package dev.atoll.compiler.publish;

import org.jspecify.annotations.NullMarked;
