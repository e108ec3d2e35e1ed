package dev.atoll.oci.signature;

import dev.atoll.oci.Digest;

/**
 * What a signature says.
 *
 * @param digest of the artifact's manifest
 * @param namespace of the EdgeModel for which it was compiled
 * @param model name of that EdgeModel
 * @param artifactKey 64 hexadecimal digits: content and options that it was made from
 */
public record Claims(Digest digest, String namespace, String model, String artifactKey) {}
