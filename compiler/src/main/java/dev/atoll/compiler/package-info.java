/** The compile pipeline: a SavedModel in, an artifact in a registry out. */
@NullMarked
package dev.atoll.compiler;

import org.jspecify.annotations.NullMarked;
