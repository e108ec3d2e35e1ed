/**
 * A small client of the OCI distribution protocol: push, and pull that resumes at any byte. Never
 * holds a whole blob in memory.
 */
@NullMarked
package dev.atoll.oci;

import org.jspecify.annotations.NullMarked;
