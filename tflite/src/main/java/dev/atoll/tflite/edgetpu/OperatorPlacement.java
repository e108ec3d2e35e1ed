package dev.atoll.tflite.edgetpu;

/**
 * Where one operator runs.
 *
 * @param index within the main subgraph of the file
 * @param op the schema's name, or {@code CUSTOM:} and the name as it stands in the file; to be
 *     escaped before it is shown
 * @param version of the operator
 * @param advice a sentence that says what to change; empty when there is nothing
 */
public record OperatorPlacement(
    int index, String op, int version, Place place, PlacementReason reason, String advice) {}
