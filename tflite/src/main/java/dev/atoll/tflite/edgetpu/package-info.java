/**
 * What the Edge TPU compiler makes of a model, told before it runs: where each operator goes and
 * why, what the compiler refuses, and how much memory the parameters take on the chip.
 *
 * <p>Rules ({@code OperatorRule}), placement ({@code Placement}), refusals ({@code Refusals}) and
 * the size estimate ({@code ParameterLayout}, {@code OnChipMemory}) know nothing of one another.
 */
@NullMarked
package dev.atoll.tflite.edgetpu;

import org.jspecify.annotations.NullMarked;
