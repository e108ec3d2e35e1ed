/**
 * {@code atoll analyze}: what a model's operators will do on an Edge TPU, as a table, a page and
 * JSON. A model may be hostile: every name in it is escaped for the place where it is shown.
 */
@NullMarked
package dev.atoll.cli.analyze;

import org.jspecify.annotations.NullMarked;
