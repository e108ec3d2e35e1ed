/** Export folders of Cloud AutoML Vision. */
@NullMarked
package dev.atoll.compiler.automl;

import org.jspecify.annotations.NullMarked;
