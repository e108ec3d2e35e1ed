/** The agent of one device: serves its models, reports to its EdgeDevice. */
@NullMarked
package dev.atoll.device.agent;

import org.jspecify.annotations.NullMarked;
