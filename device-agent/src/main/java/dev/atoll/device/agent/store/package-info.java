/** The device's disk: content by digest, and one small file of state for each model. */
@NullMarked
package dev.atoll.device.agent.store;

import org.jspecify.annotations.NullMarked;
