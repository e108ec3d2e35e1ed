@org.jspecify.annotations.NullMarked
package dev.atoll.operator.revision.known;
