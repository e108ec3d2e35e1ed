/** What an EdgeModel asks for: its revision, its rollout, its status. */
@NullMarked
package dev.atoll.operator.model;

import org.jspecify.annotations.NullMarked;
