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
 * @param standIn what became of the fleet's fallback here
 * @param serving what clients get now; not kept on the disk
 * @param beside still loaded beside the candidate that serves: a failure goes back to it; not kept
 *     on the disk
 * @param loading what is being brought back to serve: stable, previous or the fleet's fallback; not
 *     kept on the disk
 */
public record ModelState(
    String name,
    @Nullable Assignment wanted,
    @Nullable Deployment stable,
    @Nullable Deployment previous,
    int tries,
    @Nullable Outcome outcome,
    StandIn standIn,
    @Nullable Deployment serving,
    @Nullable Deployment beside,
    @Nullable Deployment loading) {

  /** A state that was written before there were stand-ins has none. */
  public ModelState(
      String name,
      @Nullable Assignment wanted,
      @Nullable Deployment stable,
      @Nullable Deployment previous,
      int tries,
      @Nullable Outcome outcome,
      @Nullable StandIn standIn,
      @Nullable Deployment serving,
      @Nullable Deployment beside,
      @Nullable Deployment loading) {
    this.name = name;
    this.wanted = wanted;
    this.stable = stable;
    this.previous = previous;
    this.tries = tries;
    this.outcome = outcome;
    this.standIn = standIn == null ? StandIn.NONE : standIn;
    this.serving = serving;
    this.beside = beside;
    this.loading = loading;
  }

  /** A model that was never heard of. */
  public static ModelState unknown(String name) {
    return new ModelState(name, null, null, null, 0, null, null, null, null, null);
  }

  /** The part that a restart finds again. */
  public ModelState durable() {
    Outcome kept = settled() ? outcome : null;
    return new ModelState(name, wanted, stable, previous, tries, kept, standIn, null, null, null);
  }

  /** What clients get, as a sentence for people. */
  public String servingInWords() {
    if (serving != null) {
      return "the device goes on with " + serving.revision();
    }
    Failure why = standIn.failure();
    Deployment fallback = fallback();
    if (fallback == null || (why == null && standIn.tries() < Lifecycle.MAX_TRIES)) {
      return "nothing is served";
    }
    return "nothing is served, for the fallback %s failed too: %s"
        .formatted(
            fallback.revision(),
            why == null
                ? "the agent ended %d times while it was loaded".formatted(standIn.tries())
                : why.reason() + ": " + why.message());
  }

  @Nullable Deployment fallback() {
    return wanted == null ? null : wanted.fallback();
  }

  /** True when the fate of the wanted revision is known. */
  boolean settled() {
    return outcome != null && outcome.phase().settled();
  }

  /** True when the wanted revision failed for a reason that is not its fault. */
  boolean mayPass() {
    Failure failure = outcome == null ? null : outcome.failure();
    return outcome != null
        && outcome.phase() == Outcome.Phase.Failed
        && failure != null
        && failure.reason().mayPass();
  }

  /** True when there is a stable revision and something else, or nothing, serves. */
  boolean stableIsAway() {
    return stable != null && !stable.equals(serving);
  }

  ModelState wanting(Assignment now) {
    return new ModelState(
        name, now, stable, previous, 0, null, standIn.anew(), serving, beside, loading);
  }

  ModelState updated(Assignment now) {
    return new ModelState(
        name, now, stable, previous, tries, outcome, standIn, serving, beside, loading);
  }

  ModelState at(Outcome now) {
    return new ModelState(
        name, wanted, stable, previous, tries, now, standIn, serving, beside, loading);
  }

  ModelState tried(int now) {
    return new ModelState(
        name, wanted, stable, previous, now, outcome, standIn, serving, beside, loading);
  }

  ModelState standIn(StandIn now) {
    return new ModelState(
        name, wanted, stable, previous, tries, outcome, now, serving, beside, loading);
  }

  ModelState serving(@Nullable Deployment now) {
    return new ModelState(
        name, wanted, stable, previous, tries, outcome, standIn, now, null, loading);
  }

  /** What serves is a candidate, and this one is still loaded. */
  ModelState beside(@Nullable Deployment now) {
    return new ModelState(
        name, wanted, stable, previous, tries, outcome, standIn, serving, now, loading);
  }

  ModelState loading(@Nullable Deployment now) {
    return new ModelState(
        name, wanted, stable, previous, tries, outcome, standIn, serving, beside, now);
  }

  /** The wanted revision is the stable one from now on. */
  ModelState proven(Deployment now) {
    Deployment before = stable != null && !stable.digest().equals(now.digest()) ? stable : previous;
    return new ModelState(
        name, wanted, now, before, tries, outcome, StandIn.NONE, now, null, loading);
  }

  /** The fleet's fallback serves, and is what a failure goes back to. */
  ModelState adopted(Deployment fallback) {
    return new ModelState(
        name,
        wanted,
        fallback,
        previous,
        tries,
        outcome,
        standIn.adopted(true),
        fallback,
        null,
        null);
  }

  /** The stable revision was only adopted, and turned out unfit. */
  ModelState disowned() {
    return new ModelState(
        name,
        wanted,
        null,
        previous,
        tries,
        outcome,
        standIn.adopted(false),
        serving,
        beside,
        loading);
  }
}
