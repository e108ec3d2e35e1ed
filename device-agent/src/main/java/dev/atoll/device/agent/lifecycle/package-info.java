/** What happens to a model on the device: pure decisions, no clock, no disk, no network. */
@NullMarked
package dev.atoll.device.agent.lifecycle;

import org.jspecify.annotations.NullMarked;
