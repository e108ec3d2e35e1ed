/** The models that clients can call now. */
@NullMarked
package dev.atoll.device.agent.serving;

import org.jspecify.annotations.NullMarked;
