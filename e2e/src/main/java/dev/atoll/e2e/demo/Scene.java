package dev.atoll.e2e.demo;

import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.fleet.Fleet;
import dev.atoll.e2e.fleet.OperatorProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.function.Predicate;

/** What every chapter plays on. */
public record Scene(
    Narrator narrator,
    Kubectl kubectl,
    DevCluster cluster,
    Fleet fleet,
    OperatorProcess operator,
    Digits digits,
    Devices devices) {
  public static final String NAMESPACE = "vision";
  static final String MODEL = "digits";
  static final Duration LOOK = Duration.ofMillis(100);

  public KubernetesClient client() {
    return cluster.client();
  }

  public Observed observe() {
    return Observed.of(client(), NAMESPACE, MODEL);
  }

  /** Applies a YAML file of the demo and waits until the operator has read it. */
  void apply(String file) throws Exception {
    kubectl.run("apply -f e2e/demo/" + file);
    follow("the operator reads " + file, Duration.ofSeconds(30), Observed::current);
  }

  /**
   * Looks until the predicate holds, printing what changes.
   *
   * @throws StoryBroken with the last view when it does not hold in time
   */
  public Observed follow(String what, Duration limit, Predicate<Observed> until)
      throws InterruptedException {
    var end = Instant.now().plus(limit);
    var printed = new HashSet<String>(observe().lines());
    while (true) {
      var now = observe();
      for (var line : now.lines()) if (printed.add(line)) narrator.progress(line);
      if (until.test(now)) return now;
      if (Instant.now().isAfter(end))
        throw new StoryBroken(
            what
                + ": not seen within "
                + limit.toSeconds()
                + " s; last: "
                + now.lines()
                + " "
                + now.reasons());
      Thread.sleep(LOOK);
    }
  }

  /** Looks for as long as {@code time}; what is not to happen must not. */
  void never(String what, Duration time, Predicate<Observed> forbidden)
      throws InterruptedException {
    var end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      var now = observe();
      if (forbidden.test(now)) throw new StoryBroken(what + ": it happened: " + now.lines());
      Thread.sleep(LOOK);
    }
  }

  void check(boolean holds, String clause) {
    if (!holds) throw new StoryBroken("not so: " + clause);
    narrator.seen(clause);
  }
}
