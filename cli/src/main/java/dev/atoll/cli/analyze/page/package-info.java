/**
 * The page of {@code analyze --html}: one file that needs nothing else, opens without a network and
 * runs only the script that its policy names by digest.
 */
@NullMarked
package dev.atoll.cli.analyze.page;

import org.jspecify.annotations.NullMarked;
