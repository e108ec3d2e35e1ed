/** Carries out what the lifecycle decides: fetches, tests, switches and watches models. */
@NullMarked
package dev.atoll.device.agent.activation;

import org.jspecify.annotations.NullMarked;
