/**
 * Reading .tflite files that anybody may have written: every offset, length and index is checked,
 * memory and time are bounded.
 */
@NullMarked
package dev.atoll.tflite;

import org.jspecify.annotations.NullMarked;
