package dev.atoll.rollout;

/**
 * A compiled model in a registry.
 *
 * @param repository for example {@code registry.example/atoll/vision}
 * @param digest {@code sha256:…} of its manifest
 */
public record ArtifactRef(String repository, String digest) {}
