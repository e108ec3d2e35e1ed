package dev.atoll.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.revision.RevisionPlan.Step;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevisionPlannerTest {
  private static final Instant T = Instant.parse("2026-11-22T12:00:00Z");
  private static final CompileState UNKNOWN = new CompileState.Unknown();
  private static final CompileResult DOWN =
      new CompileResult.Refused("PushFailed", "registry down", true);

  private final RevisionPlanner planner =
      new RevisionPlanner(new RetryPolicy(3, Duration.ofSeconds(5), Duration.ofMinutes(5)));
  private final ModelRevision revision = revision();

  private static ModelRevision revision() {
    var revision = new ModelRevision();
    revision.getMetadata().setName("digits-0123456789");
    var source = Source.of(new Source.SavedModel("s3://m/1", null, null));
    revision.setSpec(
        new ModelRevisionSpec(
            "digits", source, new Calibration("s3://c.npz", 200), null, null, null, null, null));
    return revision;
  }

  /** Plans, and lets the status be stored. */
  private RevisionPlan plan(CompileState compile, @Nullable String retry, int second) {
    var plan =
        planner.plan(new RevisionSnapshot(revision, true, retry, compile, T.plusSeconds(second)));
    revision.setStatus(plan.status());
    return plan;
  }

  private static CompileState finished(CompileResult result) {
    return new CompileState.Finished(result);
  }

  private String reason() {
    var status = revision.getStatus();
    return Conditions.find(status == null ? null : status.conditions(), "Compiled")
        .map(c -> c.getReason())
        .orElse("");
  }

  private @Nullable Phase phase() {
    var status = revision.getStatus();
    return status == null ? null : status.phase();
  }

  private @Nullable Integer tries() {
    var status = revision.getStatus();
    return status == null ? null : status.tries();
  }

  @Test
  void restartOfTheOperatorStartsTheSameTryAgain() {
    assertThat(plan(UNKNOWN, null, 0).step()).isEqualTo(Step.START);
    assertThat(plan(new CompileState.Running("convert"), null, 1).step()).isEqualTo(Step.NONE);
    assertThat(plan(UNKNOWN, null, 2).step()).isEqualTo(Step.START);
    assertThat(tries()).isEqualTo(1);
    assertThat(phase()).isEqualTo(Phase.Compiling);
  }

  @Test
  void retryableFailureWaitsLongerEachTimeAndThenGivesUp() {
    plan(UNKNOWN, null, 0);
    assertThat(plan(finished(DOWN), null, 10).requeueAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(phase()).isEqualTo(Phase.Pending);
    var early = plan(UNKNOWN, null, 14);
    assertThat(early.step()).isEqualTo(Step.FORGET);
    assertThat(early.requeueAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan(UNKNOWN, null, 15).step()).isEqualTo(Step.START);
    assertThat(tries()).isEqualTo(2);
    assertThat(plan(finished(DOWN), null, 20).requeueAfter()).isEqualTo(Duration.ofSeconds(10));
    plan(UNKNOWN, null, 30);
    plan(finished(DOWN), null, 40);
    assertThat(phase()).isEqualTo(Phase.Failed);
    assertThat(reason()).isEqualTo("PushFailed");
    assertThat(plan(UNKNOWN, null, 4000).step()).isEqualTo(Step.FORGET);
  }

  @Test
  void whatIsLeftOfAFailedRunIsNotTheNextOne() {
    plan(UNKNOWN, null, 0);
    plan(finished(DOWN), null, 10);
    var ending = plan(new CompileState.Running("ending"), null, 12);
    assertThat(ending.step()).isEqualTo(Step.FORGET);
    assertThat(phase()).isEqualTo(Phase.Pending);
    assertThat(plan(new CompileState.Running("ending"), null, 15).step()).isEqualTo(Step.START);
    assertThat(tries()).isEqualTo(2);
  }

  @Test
  void placeInTheQueueIsShown() {
    plan(UNKNOWN, null, 0);
    var queued = plan(new CompileState.Queued(3), null, 1);
    assertThat(queued.status().stage()).isEqualTo("queued 3");
    assertThat(queued.step()).isEqualTo(Step.NONE);
    assertThat(queued.requeueAfter()).isPositive();
  }

  @Test
  void newRetryCompilesAFailedRevisionOnceMore() {
    plan(UNKNOWN, "1", 0);
    plan(finished(new CompileResult.Refused("SourceNotFound", "no such folder", false)), "1", 1);
    assertThat(phase()).isEqualTo(Phase.Failed);
    assertThat(plan(UNKNOWN, "1", 2).step()).isEqualTo(Step.FORGET);
    assertThat(plan(UNKNOWN, "2", 3).step()).isEqualTo(Step.START);
    plan(finished(new CompileResult.Refused("SourceNotFound", "no such folder", false)), "2", 4);
    assertThat(plan(UNKNOWN, "2", 5).step()).isEqualTo(Step.FORGET);
    assertThat(phase()).isEqualTo(Phase.Failed);
  }

  @Test
  void retryOfAnotherRevisionDoesNotCount() {
    plan(UNKNOWN, null, 0);
    plan(finished(new CompileResult.Refused("SourceNotFound", "no such folder", false)), null, 1);
    var unwanted = new RevisionSnapshot(revision, false, "1", UNKNOWN, T.plusSeconds(9));
    assertThat(planner.plan(unwanted).step()).isEqualTo(Step.FORGET);
  }

  @Test
  void planOfAStoredPlanChangesNothing() {
    plan(UNKNOWN, null, 0);
    var running = new CompileState.Running("convert");
    var before = plan(running, null, 1).status();
    ModelRevisionStatus after = plan(running, null, 100).status();
    assertThat(after).isEqualTo(before);
  }
}
