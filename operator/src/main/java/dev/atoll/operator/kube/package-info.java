/** What every reconciler needs to talk to the API server: shared caches, conditions, writes. */
@NullMarked
package dev.atoll.operator.kube;

import org.jspecify.annotations.NullMarked;
