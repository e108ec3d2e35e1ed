/** What the operator asks for, and the settings of this process. */
@NullMarked
package dev.atoll.compiler.request;

import org.jspecify.annotations.NullMarked;
