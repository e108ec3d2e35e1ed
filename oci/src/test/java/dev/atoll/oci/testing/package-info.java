/**
 * What the tests of other modules need of a registry, too; they have it as this module's test-jar.
 */
@NullMarked
package dev.atoll.oci.testing;

import org.jspecify.annotations.NullMarked;
