package dev.atoll.rollout;

/**
 * What the EdgeModel wants at this moment.
 *
 * @param revision name of the pinned revision when there is one; otherwise of the newest revision
 *     that is Ready and not quarantined. A revision that still compiles or was refused is not
 *     wanted yet, so it does not end a healthy run.
 * @param paused nothing is assigned while this is set, neither forward nor back
 */
public record Wish(String revision, boolean paused) {}
