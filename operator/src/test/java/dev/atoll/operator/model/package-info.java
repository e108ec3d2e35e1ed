@NullMarked
package dev.atoll.operator.model;

import org.jspecify.annotations.NullMarked;
