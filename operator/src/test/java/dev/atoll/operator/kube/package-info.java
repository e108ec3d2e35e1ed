@NullMarked
package dev.atoll.operator.kube;

import org.jspecify.annotations.NullMarked;
