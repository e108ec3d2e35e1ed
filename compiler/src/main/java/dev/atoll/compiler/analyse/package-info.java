/** Which operators a model has, and whether all of them work on 8-bit integers. */
@NullMarked
package dev.atoll.compiler.analyse;

import org.jspecify.annotations.NullMarked;
