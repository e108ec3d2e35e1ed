/** What the agent and its runner say to each other over a Unix domain socket. */
@NullMarked
package dev.atoll.device.wire;

import org.jspecify.annotations.NullMarked;
