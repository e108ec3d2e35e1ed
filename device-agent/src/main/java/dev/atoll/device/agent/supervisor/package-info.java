/** Keeps a runner alive and talks to it. */
@NullMarked
package dev.atoll.device.agent.supervisor;

import org.jspecify.annotations.NullMarked;
