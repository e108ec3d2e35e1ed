/**
 * Signatures in the layout of cosign: a simple signing payload as the layer of an image manifest
 * under the tag {@code sha256-<hex>.sig}, the signature in an annotation of that layer (cosign's
 * {@code specs/SIGNATURE_SPEC.md}).
 */
@NullMarked
package dev.atoll.oci.signature;

import org.jspecify.annotations.NullMarked;
