/** The story that {@code make demo} tells; each chapter is also a test. */
@NullMarked
package dev.atoll.e2e.demo;

import org.jspecify.annotations.NullMarked;
