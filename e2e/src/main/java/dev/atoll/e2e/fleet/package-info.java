/** The product's own processes on the development cluster: the operator and the device agents. */
@NullMarked
package dev.atoll.e2e.fleet;

import org.jspecify.annotations.NullMarked;
