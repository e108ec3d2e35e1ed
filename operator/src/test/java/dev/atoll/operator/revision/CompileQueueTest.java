package dev.atoll.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.revision.CompileState.Queued;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompileQueueTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private final CompileQueue queue = new CompileQueue();

  private static CompileJob job(
      String namespace, String revision, @Nullable String digest, int second) {
    var source =
        new Source(
            new Source.SavedModel("s3://m/" + revision, null, null),
            null,
            null,
            null,
            null,
            null,
            digest,
            null);
    return new CompileJob(
        new CompileId(namespace, revision, "uid-" + revision, "1"),
        new ModelRevisionSpec("m", source, null, null, null, null, null, null),
        "registry/" + namespace,
        false,
        T.plusSeconds(second));
  }

  private static CompileJob pinned(String namespace, int n) {
    return job(namespace, "r" + n, "sha256:" + "%064d".formatted(n), n);
  }

  @Test
  void whoAskedFirstIsServedFirstWhateverTheOrderOfArrival() {
    var late = job("a", "late", null, 9);
    var early = job("b", "early", null, 1);
    queue.add(late);
    queue.add(early);
    assertThat(queue.positions())
        .containsEntry(early.id(), new Queued(1))
        .containsEntry(late.id(), new Queued(2));
    assertThat(queue.take(List.of(), 1, j -> true)).containsExactly(early);
    assertThat(queue.positions()).containsOnlyKeys(late.id());
  }

  @Test
  void sourcesWithoutDigestsOfOneNamespaceMayBeEqual() {
    var first = job("a", "first", null, 1);
    var second = job("a", "second", null, 2);
    var elsewhere = job("b", "elsewhere", null, 3);
    List.of(first, second, elsewhere).forEach(queue::add);
    assertThat(queue.take(List.of(), 9, j -> true)).containsExactly(first, elsewhere);
    assertThat(queue.take(List.of(first.lane()), 9, j -> true)).isEmpty();
    assertThat(queue.take(List.of(), 9, j -> true)).containsExactly(second);
  }

  @Test
  void digestsTellSourcesApart() {
    var pinned = pinned("a", 1);
    assertThat(pinned.lane().mayEqual(pinned("a", 2).lane())).isFalse();
    assertThat(pinned.lane().mayEqual(pinned("a", 1).lane())).isTrue();
    assertThat(pinned.lane().mayEqual(job("a", "unpinned", null, 3).lane())).isTrue();
    assertThat(pinned.lane().mayEqual(pinned("b", 1).lane())).isFalse();
  }

  @Test
  void noMoreThanAllowedAndNothingThatCannotStart() {
    for (int n = 1; n <= 4; n++) queue.add(pinned("a", n));
    assertThat(queue.take(List.of(pinned("b", 9).lane()), 3, j -> !j.id().revision().equals("r1")))
        .containsExactly(pinned("a", 2), pinned("a", 3));
  }

  @Test
  void anotherAttemptTakesThePlaceOfTheEarlierOne() {
    var first = pinned("a", 1);
    var again =
        new CompileJob(
            new CompileId("a", "r1", "uid-r1", "2"),
            first.spec(),
            first.repository(),
            false,
            first.asked());
    queue.add(first);
    queue.add(again);
    assertThat(queue.positions()).containsOnlyKeys(again.id());
  }

  @Test
  void endOfOneCompileMovesFewOfALongQueue() {
    for (int n = 1; n <= 250; n++) queue.add(pinned("a", n));
    var before = queue.positions();
    queue.take(List.of(), 1, j -> true);
    var moved = CompileQueue.moved(before, queue.positions());
    assertThat(moved).hasSize(12); // ten exact places, and one over each of two thresholds
    assertThat(Queued.at(10).stage()).isEqualTo("queued 10");
    assertThat(Queued.at(11).stage()).isEqualTo("queued 10+");
    assertThat(Queued.at(99).stage()).isEqualTo("queued 10+");
    assertThat(Queued.at(100).stage()).isEqualTo("queued 100+");
    assertThat(Queued.at(5000).stage()).isEqualTo("queued 1000+");
  }
}
