@NullMarked
package dev.atoll.operator.revision.job;

import org.jspecify.annotations.NullMarked;
