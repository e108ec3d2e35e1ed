/** Nodes become EdgeDevices; who is reachable; what a plan must know of a device. */
@NullMarked
package dev.atoll.operator.device;

import org.jspecify.annotations.NullMarked;
