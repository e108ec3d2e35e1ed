/**
 * Brings a model of today's TensorFlow into the form that the Edge TPU compiler of 2021 reads,
 * without changing a number that it computes.
 */
@NullMarked
package dev.atoll.tflite.adapt;

import org.jspecify.annotations.NullMarked;
