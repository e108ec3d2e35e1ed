/**
 * What Atoll puts into a registry: one manifest per model with its variants, golden samples and
 * report. Written by the compiler, read by the device agent.
 */
@NullMarked
package dev.atoll.oci.artifact;

import org.jspecify.annotations.NullMarked;
