/** The compile report, which travels in the artifact. */
@NullMarked
package dev.atoll.compiler.report;

import org.jspecify.annotations.NullMarked;
