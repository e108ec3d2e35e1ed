/**
 * The API types of group {@code atoll.dev}. Their descriptions are the reference that users read,
 * and the CRD YAML under {@code src/main/resources/crds} is generated from them.
 */
@NullMarked
package dev.atoll.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
