/** One compile for each ModelRevision. */
@NullMarked
package dev.atoll.operator.revision;

import org.jspecify.annotations.NullMarked;
