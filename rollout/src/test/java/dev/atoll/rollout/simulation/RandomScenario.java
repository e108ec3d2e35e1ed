package dev.atoll.rollout.simulation;

import dev.atoll.rollout.Amount;
import dev.atoll.rollout.LabelSelector;
import dev.atoll.rollout.OnFailure;
import dev.atoll.rollout.WaveSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A story made from a seed. */
final class RandomScenario {
  /** The last second at which a fault may strike; long faults reach a little further. */
  static final int FAULTS_UNTIL = 300;

  private static final LabelSelector HILL = labels -> "hill".equals(labels.get("site"));

  private final Random random;
  private final int devices;

  private RandomScenario(long seed) {
    this.random = new Random(seed);
    this.devices = 1 + random.nextInt(8);
  }

  static Scenario of(long seed) {
    return new RandomScenario(seed).make(seed);
  }

  private Scenario make(long seed) {
    var stable = random.nextInt(5) == 0 ? null : "digits-1";
    return new Scenario(
        "random", seed, devices, stable, "digits-2", waves(), behaviours(), faults());
  }

  private List<WaveSpec> waves() {
    var waves = new ArrayList<WaveSpec>();
    if (random.nextInt(6) > 0) waves.add(wave("canary", size(), any(), canarySoak()));
    if (random.nextInt(3) == 0) waves.add(wave("hill", null, HILL, 0));
    waves.add(wave("rest", null, LabelSelector.ANY, random.nextInt(3) == 0 ? 15 : 0));
    return waves;
  }

  private WaveSpec wave(String name, @Nullable Amount size, LabelSelector selector, int soak) {
    boolean last = name.equals("rest");
    return new WaveSpec(
        name,
        size,
        selector,
        random.nextBoolean() ? null : 1 + random.nextInt(3),
        Duration.ofSeconds(soak),
        last ? 1 : 1 + random.nextInt(2),
        pick(Amount.NONE, new Amount.Count(1), new Amount.Percent(20)),
        pick(Amount.NONE, new Amount.Count(1), WaveSpec.MAX_LOST_LAST),
        pick(OnFailure.ROLLBACK, OnFailure.ROLLBACK, OnFailure.PAUSE, OnFailure.CONTINUE));
  }

  private Amount size() {
    return random.nextBoolean()
        ? new Amount.Count(1 + random.nextInt(2))
        : new Amount.Percent(10 + random.nextInt(50));
  }

  private LabelSelector any() {
    return random.nextInt(4) == 0 ? HILL : LabelSelector.ANY;
  }

  private int canarySoak() {
    return random.nextInt(3) == 0 ? 0 : 10 + random.nextInt(30);
  }

  private Map<String, Behaviour> behaviours() {
    var behaviours = new TreeMap<String, Behaviour>();
    if (random.nextInt(4) == 0)
      behaviours.put("*/digits-2", pick(Behaviour.LOAD_FAILED, Behaviour.TOO_SLOW));
    int sick = random.nextInt(3);
    for (int i = 0; i < sick; i++) behaviours.put(device() + "/digits-2", pick(Behaviour.values()));
    return behaviours;
  }

  private List<Fault> faults() {
    var faults = new ArrayList<Fault>();
    int count = random.nextInt(9);
    for (int i = 0; i < count; i++) faults.add(fault(i));
    faults.sort(Comparator.comparingInt(Fault::at));
    return faults;
  }

  private Fault fault(int number) {
    int at = 1 + random.nextInt(random.nextBoolean() ? 60 : FAULTS_UNTIL);
    int time = 2 + random.nextInt(random.nextBoolean() ? 30 : 200);
    return switch (random.nextInt(16)) {
      case 0 -> new Fault.Offline(at, device(), time);
      case 1 -> new Fault.Down(at, device(), time);
      case 2 -> new Fault.AgentKilled(at, device());
      case 3 -> new Fault.Reimage(at, device());
      case 4 -> new Fault.Cordon(at, device(), time);
      case 5 -> new Fault.Leave(at, device(), time);
      case 6 -> new Fault.Join(at, "new" + number);
      case 7 -> new Fault.Pause(at, time);
      case 8 -> new Fault.Want(at, "digits-3");
      case 9 -> new Fault.PinStable(at);
      case 10 -> new Fault.OperatorDies(at, random.nextInt(6));
      case 11 -> new Fault.StaleCache(at, 1 + random.nextInt(2), time);
      case 13, 14 -> new Fault.UnstableOperator(at, 10 + random.nextInt(40), time);
      case 12 -> new Fault.LateWrite(at, time);
      default -> new Fault.ForeignReport(at, device(), pick(Fault.Lie.values()));
    };
  }

  private String device() {
    return "n" + (1 + random.nextInt(devices));
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
