package dev.atoll.operator.model;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Conditions.Fact;
import dev.atoll.operator.kube.Labels;
import dev.atoll.operator.kube.StatusWriter;
import dev.atoll.operator.model.ModelPlan.Create;
import dev.atoll.operator.model.ModelPlan.Verdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and removes what an EdgeModel owns. Names are deterministic: to make twice is to make once.
 */
final class ModelWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWriter.class);
  private static final String VERDICTS = "atoll-quarantine";

  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final InstantSource clock;

  ModelWriter(KubernetesClient client, StatusWriter statuses, InstantSource clock) {
    this.client = client;
    this.statuses = statuses;
    this.clock = clock;
  }

  /** What came of making something. */
  sealed interface Made {
    /** It is there. */
    record Done() implements Made {}

    /** It was there already, or its namespace goes: observe again. */
    record Outdated() implements Made {}

    /** Something of that name is there that is not this EdgeModel's; only a person can tell why. */
    record Taken(String kind, String name) implements Made {}
  }

  Made create(EdgeModel model, Create create) {
    return switch (create) {
      case Create.Nothing n -> new Made.Done();
      case Create.NewRevision(var name, var spec) -> {
        var revision = new ModelRevision();
        revision.setMetadata(metadata(model, name));
        revision.setSpec(spec);
        yield create(model, revision);
      }
      case Create.NewRollout(var name, var spec) -> {
        var rollout = new ModelRollout();
        rollout.setMetadata(metadata(model, name));
        rollout.setSpec(spec);
        yield create(model, rollout);
      }
    };
  }

  private static ObjectMeta metadata(EdgeModel model, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(model.getMetadata().getNamespace())
        .addToLabels(Labels.MODEL, model.getMetadata().getName())
        .addNewOwnerReference()
        .withApiVersion(model.getApiVersion())
        .withKind(model.getKind())
        .withName(model.getMetadata().getName())
        .withUid(model.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .build();
  }

  private Made create(EdgeModel model, HasMetadata wanted) {
    try {
      client.resource(wanted).create();
      LOG.info("Made {} {}", wanted.getKind(), wanted.getMetadata().getName());
      return new Made.Done();
    } catch (KubernetesClientException e) {
      if (!StatusWriter.outdated(e)) throw e;
      var there = client.resource(wanted).get();
      return there == null || ModelReconciler.owns(model, there)
          ? new Made.Outdated()
          : new Made.Taken(there.getKind(), there.getMetadata().getName());
    }
  }

  /** Writes quarantines; false when a revision changed meanwhile. */
  boolean judge(EdgeModel model, List<Verdict> verdicts) {
    boolean all = true;
    for (var verdict : verdicts)
      all &=
          statuses.write(verdict.revision(), ModelRevision::new, status(model, verdict), VERDICTS);
    return all;
  }

  private ModelRevisionStatus status(EdgeModel model, Verdict verdict) {
    var quarantine = verdict.quarantine();
    var fact =
        quarantine == null
            ? Fact.of("Quarantined", false, "Released", "may be rolled out again")
            : Fact.of(
                "Quarantined",
                true,
                Objects.requireNonNullElse(quarantine.reason(), "Failed"),
                "rollout " + quarantine.rollout() + ": " + quarantine.message());
    var metadata = verdict.revision().getMetadata();
    var before = verdict.revision().getStatus();
    var conditions =
        Conditions.of(
            before == null ? null : before.conditions(),
            List.of(fact),
            Objects.requireNonNullElse(metadata.getGeneration(), 1L),
            clock.instant());
    LOG.info(
        "Revision {} of {}: {}", metadata.getName(), model.getMetadata().getName(), fact.message());
    return new ModelRevisionStatus(
        null, null, null, null, null, null, null, null, null, null, null, quarantine, conditions);
  }

  /** Forgets what is beyond the history limit. */
  void delete(ModelPlan plan) {
    plan.oldRollouts().forEach(r -> client.resource(r).delete());
    plan.oldRevisions().forEach(r -> client.resource(r).delete());
  }
}
