package dev.atoll.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutSpec;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import dev.atoll.operator.TestSpec;
import dev.atoll.operator.model.ModelPlan.Create;
import dev.atoll.operator.model.ModelPlan.Standing.Kind;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelPlannerTest {
  private final List<ModelRevision> revisions = new ArrayList<>();
  private final List<ModelRollout> rollouts = new ArrayList<>();
  private EdgeModel model = model(1, false, null, null);

  private static EdgeModel model(
      int version, boolean paused, @Nullable String pinned, @Nullable String retry) {
    var model = new EdgeModel();
    model.getMetadata().setName("digits");
    model.getMetadata().setNamespace("vision");
    model.setSpec(
        TestSpec.savedModel("s3://m/" + version)
            .paused(paused)
            .pinned(pinned)
            .retry(retry)
            .build());
    return model;
  }

  private ModelPlan plan() {
    return plan(null);
  }

  private ModelPlan plan(@Nullable ZooRefusal refused) {
    return new ModelPlanner()
        .plan(new ModelSnapshot(model, revisions, rollouts, Set.of(), refused));
  }

  /** Of what the model asks for now. */
  private String ready(String digest) {
    var revision = revision(ModelRevisionStatus.Phase.Ready, null);
    revision.setStatus(
        new ModelRevisionStatus(
            1L,
            ModelRevisionStatus.Phase.Ready,
            null,
            1,
            null,
            new Artifact("r/vision", digest),
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return revision.getMetadata().getName();
  }

  private ModelRevision revision(ModelRevisionStatus.Phase phase, @Nullable String reason) {
    var revision = new ModelRevision();
    revision.getMetadata().setName(RevisionNames.name(model));
    revision.setSpec(RevisionNames.spec(model));
    var conditions =
        reason == null
            ? null
            : List.of(
                new ConditionBuilder()
                    .withType("Compiled")
                    .withStatus("False")
                    .withReason(reason)
                    .withMessage("0.1 is below 0.9")
                    .build());
    revision.setStatus(
        new ModelRevisionStatus(
            1L, phase, null, 1, null, null, null, null, null, null, null, null, conditions));
    revisions.add(revision);
    return revision;
  }

  private ModelRollout rollout(
      int number, @Nullable String from, String to, Phase phase, @Nullable String reason) {
    var rollout = new ModelRollout();
    rollout.getMetadata().setName(to + "-" + number);
    rollout.setSpec(
        new ModelRolloutSpec("digits", from, to, model.getSpec().retry(), Waves.of(model)));
    rollout.setStatus(
        new ModelRolloutStatus(1L, phase, reason, "because", null, null, null, null, null, null));
    rollouts.add(rollout);
    return rollout;
  }

  private static Create.NewRollout started(ModelPlan plan) {
    assertThat(plan.create()).isInstanceOf(Create.NewRollout.class);
    return (Create.NewRollout) plan.create();
  }

  /** Version 1 is proven everywhere. */
  private String proven() {
    var first = ready("sha256:1");
    rollout(1, null, first, Phase.Succeeded, "AllWavesPassed");
    return first;
  }

  @Test
  void newModelGetsARevision() {
    assertThat(plan().create())
        .isEqualTo(new Create.NewRevision(RevisionNames.name(model), RevisionNames.spec(model)));
    assertThat(plan().standing().kind()).isEqualTo(Kind.COMPILING);
  }

  @Test
  void readyRevisionIsRolledOutWithACanaryByDefault() {
    var name = ready("sha256:1");
    var started = started(plan());
    assertThat(started.name()).isEqualTo(name + "-1");
    assertThat(started.spec().from()).isNull();
    assertThat(started.spec().waves()).extracting(w -> w.name()).containsExactly("canary", "rest");
    assertThat(started.spec().waves().getFirst().soak()).isEqualTo("5m");
    assertThat(plan().steady()).isFalse();
  }

  @Test
  void nothingHappensWhileItCompilesOrWhenItWasRefused() {
    revision(ModelRevisionStatus.Phase.Compiling, null);
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().steady()).isTrue();
    revisions.clear();
    revision(ModelRevisionStatus.Phase.Failed, "AccuracyBelowTarget");
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().standing().kind()).isEqualTo(Kind.REFUSED);
    assertThat(plan().standing().reason()).isEqualTo("AccuracyBelowTarget");
    assertThat(plan().standing().message()).contains("0.1 is below 0.9");
  }

  @Test
  void successMakesStableAndTheNextBeginsFromThere() {
    var first = proven();
    assertThat(plan().stable()).isEqualTo(first);
    assertThat(plan().standing().kind()).isEqualTo(Kind.STABLE);
    assertThat(plan().steady()).isTrue();
    model = model(2, false, null, null);
    var second = ready("sha256:2");
    assertThat(started(plan()).name()).isEqualTo(second + "-2");
    assertThat(started(plan()).spec().from()).isEqualTo(first);
  }

  @Test
  void noSecondRolloutWhileOneRuns() {
    var first = proven();
    model = model(2, false, null, null);
    var second = ready("sha256:2");
    rollout(2, first, second, Phase.Progressing, "Updating");
    model = model(3, false, null, null);
    ready("sha256:3");
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().steady()).isFalse();
    assertThat(plan().stable()).isEqualTo(first);
  }

  @Test
  void afterSupersedingTheFallbackStaysTheLastProven() {
    var first = proven();
    model = model(2, false, null, null);
    rollout(2, first, ready("sha256:2"), Phase.Superseded, "NewerRevision");
    model = model(3, false, null, null);
    ready("sha256:3");
    assertThat(started(plan()).spec().from()).isEqualTo(first);
    assertThat(plan().verdicts()).isEmpty();
  }

  @Test
  void failedRolloutQuarantinesUntilAnotherRetry() {
    var first = proven();
    model = model(2, false, null, null);
    var second = ready("sha256:2");
    rollout(2, first, second, Phase.Failed, "TooManyFailed");
    var plan = plan();
    assertThat(plan.create()).isEqualTo(new Create.Nothing());
    assertThat(plan.steady()).isTrue();
    assertThat(plan.stable()).isEqualTo(first);
    assertThat(plan.standing().reason()).isEqualTo("Quarantined");
    assertThat(plan.verdicts())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.revision().getMetadata().getName()).isEqualTo(second);
          assertThat(Objects.requireNonNull(v.quarantine()).reason()).isEqualTo("TooManyFailed");
        });
    model = model(2, false, null, "1");
    assertThat(started(plan()).name()).isEqualTo(second + "-3");
    assertThat(started(plan()).spec().retry()).isEqualTo("1");
  }

  @Test
  void quarantineOutlivesItsRollout() {
    proven();
    model = model(2, false, null, null);
    var revision = revision(ModelRevisionStatus.Phase.Ready, null);
    var quarantine = new ModelRevisionStatus.Quarantine("x-2", "TooManyFailed", "why", null);
    revision.setStatus(
        new ModelRevisionStatus(
            1L,
            ModelRevisionStatus.Phase.Ready,
            null,
            1,
            null,
            new Artifact("r/vision", "sha256:2"),
            null,
            null,
            null,
            null,
            null,
            quarantine,
            null));
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().verdicts()).isEmpty();
    model = model(2, false, null, "again");
    assertThat(plan().verdicts())
        .singleElement()
        .satisfies(v -> assertThat(v.quarantine()).isNull());
    assertThat(plan().create()).isInstanceOf(Create.NewRollout.class);
  }

  @Test
  void abortByTheUserQuarantinesNothing() {
    var first = proven();
    model = model(2, false, null, null);
    var second = ready("sha256:2");
    rollout(2, first, second, Phase.Failed, "AbortedByUser");
    model = model(2, false, first, null);
    assertThat(plan().verdicts()).isEmpty();
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    model = model(2, false, null, null);
    assertThat(started(plan()).name()).isEqualTo(second + "-3");
  }

  @Test
  void sameContentRollsNothing() {
    var first = proven();
    model = model(2, false, null, null);
    ready("sha256:1");
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().standing().reason()).isEqualTo("SameAsStable");
    assertThat(plan().stable()).isEqualTo(first);
  }

  @Test
  void pausedStartsNothing() {
    model = model(1, true, null, null);
    ready("sha256:1");
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
    assertThat(plan().standing().kind()).isEqualTo(Kind.DUE);
  }

  @Test
  void pinThatNamesNothingIsToldAndChangesNothing() {
    proven();
    model = model(1, false, "digits-0000000000", null);
    assertThat(plan().standing().reason()).isEqualTo("PinnedRevisionNotFound");
    assertThat(plan().create()).isEqualTo(new Create.Nothing());
  }

  @Test
  void numbersAreNeverUsedAgainEvenWhenRolloutsAreDeleted() {
    var first = ready("sha256:1");
    model.setStatus(new EdgeModelStatus(1L, null, first, null, "digits-x-7", null, null, null));
    model.setSpec(model(2, false, null, null).getSpec());
    var second = ready("sha256:2");
    assertThat(plan().stable()).isEqualTo(first);
    assertThat(started(plan()).name()).isEqualTo(second + "-8");
  }

  @Test
  void oldHistoryIsForgottenButNeverWhatIsInUse() {
    for (int i = 1; i <= 9; i++) {
      model = model(i, false, null, null);
      var name = ready("sha256:" + i);
      revisions.getLast().getMetadata().setCreationTimestamp("2026-11-22T12:00:0" + i + "Z");
      rollout(i, null, name, Phase.Succeeded, "AllWavesPassed");
    }
    var oldest = revisions.getFirst().getMetadata().getName();
    var plan =
        new ModelPlanner()
            .plan(new ModelSnapshot(model, revisions, rollouts, Set.of(oldest), null));
    assertThat(plan.oldRollouts()).hasSize(4);
    assertThat(plan.oldRevisions())
        .extracting(r -> r.getMetadata().getName())
        .containsExactlyInAnyOrder(
            revisions.get(1).getMetadata().getName(), revisions.get(2).getMetadata().getName());
  }

  @Test
  void whatTheZooDoesNotHaveIsRefusedAndTheStableRevisionStays() {
    var first = proven();
    model = model(2, false, null, null);
    var plan = plan(new ZooRefusal("ZooEntryNotFound", "the zoo has no entry"));
    assertThat(plan.create()).isEqualTo(new Create.Nothing());
    assertThat(plan.stable()).isEqualTo(first);
    assertThat(plan.standing().kind()).isEqualTo(Kind.REFUSED);
    assertThat(plan.standing().reason()).isEqualTo("ZooEntryNotFound");
    var status = new ModelStatuses(model, plan, null, null).at(java.time.Instant.EPOCH);
    assertThat(status.candidateRevision()).isNull();
    assertThat(status.stableRevision()).isEqualTo(first);
  }

  @Test
  void aPinnedRevisionNeedsNoZoo() {
    var first = proven();
    model = model(2, false, first, null);
    var plan = plan(new ZooRefusal("ZooEntryNotFound", "the zoo has no entry"));
    assertThat(plan.standing().kind()).isEqualTo(Kind.STABLE);
  }
}
