package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A compiled model in a registry, by digest. */
public record Artifact(
    @JsonPropertyDescription("Registry and repository, for example registry.example/atoll/vision.")
        @Required
        @Size(min = 3, max = 512)
        String repository,
    @JsonPropertyDescription("Digest of the manifest.")
        @Required
        @Pattern(Formats.SHA256)
        @Size(max = 71)
        String digest) {}
