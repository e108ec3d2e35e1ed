/** The Open Inference Protocol, version 2, over HTTP. */
@NullMarked
package dev.atoll.device.agent.frontdoor;

import org.jspecify.annotations.NullMarked;
