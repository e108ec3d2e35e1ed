package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Devices of a model or of a rollout, by state. */
public record DeviceCounts(
    @JsonPropertyDescription("Devices that the selector selects.") int selected,
    @JsonPropertyDescription("Devices that serve the newest revision.") int updated,
    @JsonPropertyDescription("Reachable devices that serve the revision they were given.")
        int healthy,
    @JsonPropertyDescription("Devices that reported a failure of their assignment.") int failed,
    @JsonPropertyDescription("Devices that fell silent after their change began.") int lost,
    @JsonPropertyDescription("Devices that are silent and were not changed.") int unreachable,
    @JsonPropertyDescription("Devices that may not change now.") int deferred,
    @JsonPropertyDescription("Devices on which no variant runs.") int incompatible) {}
