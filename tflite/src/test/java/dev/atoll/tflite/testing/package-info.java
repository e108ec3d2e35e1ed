/** What the tests of other modules need of models, too; they have it as this module's test-jar. */
@NullMarked
package dev.atoll.tflite.testing;

import org.jspecify.annotations.NullMarked;
