@NullMarked
package dev.atoll.operator.device;

import org.jspecify.annotations.NullMarked;
