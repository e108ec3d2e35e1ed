/** Artifacts that a revision of the namespace has already, found without any compile. */
@org.jspecify.annotations.NullMarked
package dev.atoll.operator.revision.known;
