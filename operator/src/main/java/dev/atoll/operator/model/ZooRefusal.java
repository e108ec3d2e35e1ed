package dev.atoll.operator.model;

/** An entry of the zoo that cannot be used; the sentence says what to do. */
public record ZooRefusal(String reason, String message) implements Zoo.Resolution {}
