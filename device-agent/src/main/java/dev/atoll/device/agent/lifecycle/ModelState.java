package dev.atoll.device.agent.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Everything known about one model on this device.
 *
 * @param wanted the assignment as last seen; null when there is none
 * @param stable the revision that was proven here last: what a failure goes back to
 * @param previous the stable one before, for a disk that lost the stable one
 * @param tries how often the wanted revision was about to be loaded, for this attempt
 * @param outcome how far the wanted revision came
 * @param serving what clients get now; not kept on the disk
 * @param beside still loaded beside the candidate that serves: a failure goes back to it; not kept
 *     on the disk
 * @param restoring a revision that was proven before is being loaded; not kept on the disk
 */
public record ModelState(
    String name,
    @Nullable Assignment wanted,
    @Nullable Deployment stable,
    @Nullable Deployment previous,
    int tries,
    @Nullable Outcome outcome,
    @Nullable Deployment serving,
    @Nullable Deployment beside,
    boolean restoring) {

  /** A model that was never heard of. */
  public static ModelState unknown(String name) {
    return new ModelState(name, null, null, null, 0, null, null, null, false);
  }

  /** The part that a restart finds again. */
  public ModelState durable() {
    boolean settled = outcome != null && outcome.phase().settled();
    return new ModelState(
        name, wanted, stable, previous, tries, settled ? outcome : null, null, null, false);
  }

  ModelState wanting(Assignment now) {
    return new ModelState(name, now, stable, previous, 0, null, serving, beside, restoring);
  }

  ModelState updated(Assignment now) {
    return new ModelState(name, now, stable, previous, tries, outcome, serving, beside, restoring);
  }

  ModelState at(Outcome now) {
    return new ModelState(name, wanted, stable, previous, tries, now, serving, beside, restoring);
  }

  ModelState tried(int now) {
    return new ModelState(name, wanted, stable, previous, now, outcome, serving, beside, restoring);
  }

  ModelState serving(@Nullable Deployment now) {
    return new ModelState(name, wanted, stable, previous, tries, outcome, now, null, restoring);
  }

  /** What serves is a candidate, and this one is still loaded. */
  ModelState beside(@Nullable Deployment now) {
    return new ModelState(name, wanted, stable, previous, tries, outcome, serving, now, restoring);
  }

  ModelState restoring(boolean now) {
    return new ModelState(name, wanted, stable, previous, tries, outcome, serving, beside, now);
  }

  /** The wanted revision is the stable one from now on. */
  ModelState proven(Deployment now) {
    Deployment before = stable != null && !stable.digest().equals(now.digest()) ? stable : previous;
    return new ModelState(name, wanted, now, before, tries, outcome, now, null, restoring);
  }
}
