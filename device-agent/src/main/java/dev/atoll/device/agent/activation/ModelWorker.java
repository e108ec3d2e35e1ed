package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Action;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.Event;
import dev.atoll.device.agent.lifecycle.Failure;
import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.lifecycle.Lifecycle;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Reason;
import dev.atoll.device.agent.lifecycle.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives one model: takes events one by one, writes the state that follows to the disk, then does
 * what is to be done. Long work runs in a job of its own and comes back as an event.
 */
public final class ModelWorker {
  private final String name;
  private final Workshop shop;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<Deployment, Candidate> loaded = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile ModelState state;
  private @Nullable Job job;

  /** Begins with what the disk knows. */
  public ModelWorker(ModelState state, Workshop shop) {
    this.name = state.name();
    this.state = state;
    this.shop = shop;
    Thread.ofVirtual().name("model " + name).start(this::run);
    post(new Event.Started());
  }

  /** Something happened; returns at once. */
  public void post(Event event) {
    events.add(event);
  }

  /** As it is now. */
  public ModelState state() {
    return state;
  }

  /** The variant of the revision that serves, when one does. */
  public Optional<String> variant() {
    Deployment serving = state.serving();
    Candidate c = serving == null ? null : loaded.get(serving);
    return Optional.ofNullable(c).map(Candidate::variant);
  }

  /** Ends in order: the try under way does not count. */
  public CompletableFuture<Void> stop() {
    post(new Event.Stopping());
    return stopped;
  }

  private void run() {
    try {
      Event event;
      do {
        event = events.take();
        handleAll(event);
      } while (!(event instanceof Event.Stopping));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.complete(null);
    }
  }

  /** A fault of ours in one step must not end the model's supervision. */
  private void handleAll(Event event) {
    try {
      handle(event);
    } catch (RuntimeException e) {
      shop.log().accept(name + ": internal error over " + event + ": " + e);
    }
  }

  private void handle(Event event) {
    ModelState before = state;
    Step step = Lifecycle.next(before, event, shop.clock().instant());
    if (!step.state().durable().equals(before.durable()) && !saved(step, event)) {
      return;
    }
    state = step.state();
    tell(before, step.state());
    for (Action action : step.actions()) {
      perform(action);
    }
    if (!step.state().equals(before)) {
      shop.changed().accept(name);
    }
  }

  /** What is about to be tried must be on the disk first; without that it is not tried. */
  private boolean saved(Step step, Event event) {
    if (step.actions().contains(new Action.Forget())) {
      return true;
    }
    try {
      shop.states().save(step.state());
      return true;
    } catch (IOException e) {
      shop.log().accept(name + ": its state cannot be written: " + e);
      Failure failure =
          new Failure(Reason.NoSpace, "the state cannot be written to the disk: " + e);
      Event instead =
          switch (event) {
            case Event.Fetched f -> new Event.FetchFailed(f.attempt(), failure);
            case Event.Brought b -> new Event.NotBrought(b.what(), failure);
            default -> null;
          };
      if (instead != null) {
        post(instead);
      }
      return instead == null;
    }
  }

  private void perform(Action action) {
    switch (action) {
      case Action.Cancel c -> cancel();
      case Action.Restore r -> begin("restore", false, j -> restore(j, r.what()));
      case Action.Bring b -> begin("bring", true, j -> bring(j, b.what()));
      case Action.Fetch f -> begin("fetch", true, j -> fetch(j, f));
      case Action.Activate a -> begin("activate", false, j -> activate(j, a));
      case Action.Switch s -> serve(s.to());
      case Action.Relabel r -> relabel(r);
      case Action.Withdraw w -> shop.catalog().withdraw(name);
      case Action.Drop d -> drop(d.what());
      case Action.Soak s -> begin("soak", true, j -> soak(j, s));
      case Action.RetryLater r -> retryLater();
      case Action.Sweep s -> shop.sweep().run();
      case Action.Forget f -> forget();
    }
  }

  private void begin(String what, boolean interruptible, Job.Work work) {
    cancel();
    job = new Job(what + " " + name, interruptible, work).start();
  }

  private void cancel() {
    if (job != null) {
      job.cancel();
    }
  }

  private void fetch(Job j, Action.Fetch f) throws InterruptedException {
    Optional<Failure> failure = shop.fetcher().fetch(name, f.what(), shop.downloadPatience());
    j.finish(() ->
        post(
            failure.isPresent()
                ? new Event.FetchFailed(f.attempt(), failure.get())
                : new Event.Fetched(f.attempt())));
  }

  /** With little patience: other things are tried in turn. */
  private void bring(Job j, Deployment what) throws InterruptedException {
    Optional<Failure> failure = shop.fetcher().fetch(name, what, Duration.ZERO);
    j.finish(() ->
        post(
            failure.isPresent()
                ? new Event.NotBrought(what, failure.get())
                : new Event.Brought(what)));
  }

  private void activate(Job j, Action.Activate a) throws InterruptedException {
    try {
      Candidate c =
          shop.activator().activate(name, a.what(), Activator.Thoroughness.Full, j::cancelled);
      keep(j, a.what(), c, new Event.Passed(a.attempt(), c.figures()));
    } catch (UnfitException e) {
      j.finish(() -> post(new Event.TestFailed(a.attempt(), e.failure())));
    }
  }

  private void restore(Job j, Deployment what) throws InterruptedException {
    try {
      Candidate c = reopened(j, what);
      keep(j, what, c, new Event.Restored(what));
    } catch (UnfitException e) {
      j.finish(() -> post(new Event.RestoreFailed(what, e.failure())));
    }
  }

  /** From the disk; when that has lost something, it is brought anew, with little patience. */
  private Candidate reopened(Job j, Deployment what) throws UnfitException, InterruptedException {
    try {
      return shop.activator()
          .activate(name, what, Activator.Thoroughness.OutputsOnly, j::cancelled);
    } catch (UnfitException e) {
      if (e.failure().reason() != Reason.DigestMismatch) {
        throw e;
      }
      shop.log().accept(name + ": " + e.failure().message() + "; it is fetched again");
      if (shop.fetcher().fetch(name, what, Duration.ZERO).isPresent()) {
        throw e;
      }
      return shop.activator()
          .activate(name, what, Activator.Thoroughness.OutputsOnly, j::cancelled);
    }
  }

  private void keep(Job j, Deployment what, Candidate c, Event event) {
    boolean wanted =
        j.finish(() -> {
          Candidate before = loaded.put(what, c);
          if (before != null) {
            shop.catalog().replace(name, before.servable(), c.servable());
            before.servable().retire();
          }
          post(event);
        });
    if (!wanted) {
      c.servable().retire();
    }
  }

  private void soak(Job j, Action.Soak s) throws InterruptedException {
    Candidate c = loaded.get(s.what());
    if (c == null) {
      shop.log().accept(name + ": internal error: " + s.what() + " soaks but is not loaded");
      return;
    }
    Optional<Failure> failure =
        new SoakWatch(c, s.what().latencyTarget(), shop.log()).run(s.length());
    Figures seen = c.servable().latency().figures();
    Figures figures = seen.invocations() >= LatencyVerdict.LEAST ? seen : s.selfTest();
    j.finish(() ->
        post(
            failure.isPresent()
                ? new Event.SoakFailed(s.attempt(), failure.get(), figures)
                : new Event.SoakOver(s.attempt(), figures)));
  }

  private void serve(Deployment to) {
    Candidate c = loaded.get(to);
    if (c == null) {
      // Whatever serves now was given up: rather nothing than that.
      shop.log().accept(name + ": internal error: " + to + " is to serve but is not loaded");
      shop.catalog().withdraw(name);
      return;
    }
    shop.catalog().serve(name, c.servable());
  }

  private void relabel(Action.Relabel r) {
    Candidate c = loaded.remove(r.from());
    if (c != null) {
      c.servable().rename(r.to().revision());
      loaded.put(r.to(), c);
    }
  }

  private void drop(Deployment what) {
    Candidate c = loaded.remove(what);
    if (c != null) {
      c.servable().retire();
    }
  }

  private void retryLater() {
    var unused =
        shop.timer()
            .schedule(
                () -> post(new Event.RetryDue()),
                shop.retryAfter().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void forget() {
    try {
      shop.states().forget(name);
    } catch (IOException e) {
      // The entry is gone from the EdgeDevice too: after a restart it is forgotten again.
      shop.log().accept(name + ": its state stays on the disk: " + e);
    }
  }

  private void tell(ModelState before, ModelState now) {
    if (now.outcome() != null && !now.outcome().equals(before.outcome()) && now.wanted() != null) {
      Failure failure = now.outcome().failure();
      shop.log()
          .accept(
              "%s %s attempt %d: %s%s"
                  .formatted(
                      name,
                      now.wanted().active().revision(),
                      now.wanted().attempt(),
                      now.outcome().phase(),
                      failure == null
                          ? ""
                          : " %s: %s; %s"
                              .formatted(
                                  failure.reason(), failure.message(), now.servingInWords())));
    }
  }
}
