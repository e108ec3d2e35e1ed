@NullMarked
package dev.atoll.operator.revision;

import org.jspecify.annotations.NullMarked;
