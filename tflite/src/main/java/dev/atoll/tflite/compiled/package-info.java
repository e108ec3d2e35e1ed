/**
 * What {@code edgetpu_compiler} puts into a model: a custom operator whose options are a FlexBuffer
 * map with a DarwiNN package in it. Layouts after google-coral/libedgetpu, {@code
 * executable/executable.fbs} and {@code tflite/custom_op_data.cc}. Nothing in a file is trusted.
 */
@NullMarked
package dev.atoll.tflite.compiled;

import org.jspecify.annotations.NullMarked;
