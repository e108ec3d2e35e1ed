package dev.atoll.device.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.atoll.device.agent.lifecycle.Assignment;
import dev.atoll.device.agent.lifecycle.Deployment;
import dev.atoll.device.agent.lifecycle.ModelState;
import dev.atoll.device.agent.lifecycle.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateStoreTest {
  private static final Path ROOT = Path.of("/store");
  private final FragileDisk disk = new FragileDisk();
  private final List<String> log = new ArrayList<>();

  private static ModelState state(String name, int attempt) {
    Deployment d =
        new Deployment(
            "digits-" + attempt, "registry:1/a", "sha256:" + "a".repeat(64), Duration.ofMillis(20));
    return new ModelState(
        name,
        new Assignment(attempt, d, Duration.ofSeconds(9), d),
        d,
        null,
        1,
        new Outcome(Outcome.Phase.Proven, null, null, Instant.parse("2026-01-01T00:00:00Z")),
        null,
        null,
        null,
        null);
  }

  private StateStore store() throws IOException {
    return new StateStore(ROOT, disk, log::add);
  }

  @Test
  void whatIsSavedIsFoundAgain() throws Exception {
    store().save(state("vision.a", 1));
    store().save(state("vision.b", 2));
    assertThat(store().load()).containsExactly(state("vision.a", 1), state("vision.b", 2));
  }

  @ParameterizedTest
  @EnumSource(FragileDisk.Mood.class)
  void aPowerCutBetweenAnyTwoOperationsLeavesTheOldStateOrTheNewOne(FragileDisk.Mood mood)
      throws Exception {
    for (int cut = 0; cut < 100; cut++) {
      store().save(state("vision.a", 1));
      disk.cutAfter(cut);
      boolean whole = attempt(() -> store().save(state("vision.a", 2)));
      disk.restart(mood);

      List<ModelState> found = store().load();

      if (whole) {
        assertThat(cut).as("operations of a save").isEqualTo(4);
        assertThat(found).containsExactly(state("vision.a", 2));
        return;
      }
      assertThat(found).hasSize(1);
      assertThat(found.getFirst()).isIn(state("vision.a", 1), state("vision.a", 2));
    }
    fail("a save needs more than 100 operations");
  }

  @ParameterizedTest
  @EnumSource(FragileDisk.Mood.class)
  void aForgottenModelStaysForgotten(FragileDisk.Mood mood) throws Exception {
    store().save(state("vision.a", 1));
    store().save(state("vision.b", 1));
    store().forget("vision.a");
    disk.restart(mood);
    assertThat(store().load()).containsExactly(state("vision.b", 1));
  }

  @Test
  void aDamagedFileIsPutAsideAndTheOthersGoOn() throws Exception {
    store().save(state("vision.a", 1));
    store().save(state("vision.b", 1));
    disk.write(ROOT.resolve("models/vision.a.json"), "{\"vers".getBytes(StandardCharsets.UTF_8));

    assertThat(store().load()).containsExactly(state("vision.b", 1));
    assertThat(log).singleElement().asString().contains("vision.a.json").contains("put aside");
  }

  @Test
  void aStateOfAnEarlierVersionIsUnderstood() throws Exception {
    String old =
        """
        {"version":1,"state":{"name":"vision.a","wanted":null,"stable":{"revision":"digits-1",
        "repository":"registry:1/a","digest":"sha256:%s","latencyTarget":null},"previous":null,
        "tries":1,"outcome":null,"serving":null,"beside":null,"restoring":false}}
        """
            .formatted("a".repeat(64));
    disk.write(ROOT.resolve("models/vision.a.json"), old.getBytes(StandardCharsets.UTF_8));

    ModelState found = store().load().getFirst();

    assertThat(found.stable()).extracting(Deployment::revision).isEqualTo("digits-1");
    assertThat(found.standIn()).isEqualTo(ModelState.unknown("x").standIn());
  }

  @Test
  void onlyTheDurablePartIsKept() throws Exception {
    ModelState s = state("vision.a", 1);
    store()
        .save(
            new ModelState(
                s.name(),
                s.wanted(),
                s.stable(),
                null,
                1,
                new Outcome(Outcome.Phase.Activating, null, null, Instant.EPOCH),
                null,
                s.stable(),
                null,
                s.stable()));
    ModelState found = store().load().getFirst();
    assertThat(found.outcome()).isNull();
    assertThat(found.serving()).isNull();
    assertThat(found.loading()).isNull();
    assertThat(found.tries()).isEqualTo(1);
  }

  /** Something with the disk. */
  private interface Work {
    void run() throws IOException;
  }

  private static boolean attempt(Work work) throws IOException {
    try {
      work.run();
      return true;
    } catch (FragileDisk.PowerCut e) {
      return false;
    }
  }
}
