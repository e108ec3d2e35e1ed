/**
 * The child process that owns all interpreters. It may die at any time; the agent starts it again.
 */
@NullMarked
package dev.atoll.device.runner;

import org.jspecify.annotations.NullMarked;
