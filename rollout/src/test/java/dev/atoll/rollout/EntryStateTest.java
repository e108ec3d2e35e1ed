package dev.atoll.rollout;

import static dev.atoll.rollout.Kit.device;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EntryStateTest {
  private static final Duration SOAK = Duration.ofMinutes(5);

  /** A sentence, the device, and what it is. */
  private static Map<String, Map.Entry<Kit.Device, String>> table() {
    var rows = new LinkedHashMap<String, Map.Entry<Kit.Device, String>>();
    rows.put("assigned, no word yet", Map.entry(device("n").candidate(0), "Updating"));
    rows.put("downloads", Map.entry(is(Report.Phase.FETCHING, 1), "Updating"));
    rows.put("downloads for seven hours", Map.entry(is(Report.Phase.FETCHING, 420), "Deferred"));
    rows.put("activates", Map.entry(is(Report.Phase.ACTIVATING, 5), "Updating"));
    rows.put("activates for ever", Map.entry(is(Report.Phase.ACTIVATING, 11), "Lost"));
    rows.put(
        "silent while it activates", Map.entry(is(Report.Phase.ACTIVATING, 9).silent(), "Lost"));
    rows.put("serves, soak not over", Map.entry(is(Report.Phase.ACTIVE, 4), "Soaking"));
    rows.put(
        "serves, soak over, has not said so", Map.entry(is(Report.Phase.ACTIVE, 14), "Soaking"));
    rows.put("never says that its soak is over", Map.entry(is(Report.Phase.ACTIVE, 16), "Lost"));
    rows.put("silent in its soak", Map.entry(is(Report.Phase.ACTIVE, 4).silent(), "Lost"));
    rows.put("proven", Map.entry(is(Report.Phase.PROVEN, 6), "Succeeded"));
    rows.put("proven, then silent", Map.entry(is(Report.Phase.PROVEN, 6).silent(), "Succeeded"));
    rows.put("proven before it can be", Map.entry(is(Report.Phase.PROVEN, 2), "Soaking"));
    rows.put("failed", Map.entry(is(Report.Phase.FAILED, 2), "Failed"));
    rows.put("reverted, then silent", Map.entry(is(Report.Phase.REVERTED, 2).silent(), "Failed"));
    rows.put(
        "silent since before the assignment",
        Map.entry(device("n").candidate(0).silent(), "Unreachable"));
    rows.put(
        "silent for a while, downloading",
        Map.entry(is(Report.Phase.FETCHING, 20).silent(), "Updating"));
    rows.put(
        "silent for long, downloading",
        Map.entry(is(Report.Phase.FETCHING, 20).seen(Duration.ofMinutes(11)), "Unreachable"));
    rows.put(
        "silent for long, without a word after it saw the assignment",
        Map.entry(
            device("n").candidate(0, Duration.ofMinutes(20), SOAK).seen(Duration.ofMinutes(11)),
            "Lost"));
    rows.put("a clock in the future", Map.entry(is(Report.Phase.ACTIVATING, 11, -60), "Lost"));
    rows.put(
        "a clock before the assignment",
        Map.entry(is(Report.Phase.ACTIVATING, 5, 600), "Updating"));
    return rows;
  }

  private static Kit.Device is(Report.Phase phase, int minutes) {
    return is(phase, minutes, minutes);
  }

  private static Kit.Device is(Report.Phase phase, int assignedMinutesAgo, int saidMinutesAgo) {
    return device("n")
        .candidate(0, Duration.ofMinutes(assignedMinutesAgo), SOAK)
        .says(phase, Duration.ofMinutes(saidMinutesAgo));
  }

  @TestFactory
  Stream<DynamicTest> aDeviceIs() {
    var states = new EntryState(Duration.ofMinutes(10), Duration.ofHours(6), Kit.NOW);
    return table().entrySet().stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.getKey(),
                () -> {
                  var view = row.getValue().getKey().view();
                  var state = states.of(view, Objects.requireNonNull(view.entry()));
                  assertThat(state.label()).isEqualTo(row.getValue().getValue());
                }));
  }
}
