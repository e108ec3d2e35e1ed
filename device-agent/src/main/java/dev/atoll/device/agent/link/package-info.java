/** The agent's connection to the API server: its own EdgeDevice and its Lease. */
@NullMarked
package dev.atoll.device.agent.link;

import org.jspecify.annotations.NullMarked;
