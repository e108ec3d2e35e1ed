/** The operator: configuration and wiring; one package below for each feature. */
@NullMarked
package dev.atoll.operator;

import org.jspecify.annotations.NullMarked;
