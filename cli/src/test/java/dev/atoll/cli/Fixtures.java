package dev.atoll.cli;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Objects as the API server would give them. */
final class Fixtures {
  private Fixtures() {}

  static EdgeModel tripped() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: EdgeModel
        metadata: {name: digits, namespace: vision}
        status:
          phase: Degraded
          stableRevision: digits-aaaaaaaaaa
          candidateRevision: digits-bbbbbbbbbb
          rollout: digits-bbbbbbbbbb-1
          devices: {selected: 6, updated: 0, healthy: 6, failed: 1, lost: 0, unreachable: 0, deferred: 0, incompatible: 0}
          conditions:
          - {type: Ready, status: "True", reason: Healthy, message: ""}
          - {type: Degraded, status: "True", reason: TooManyFailed, message: "digits-bbbbbbbbbb failed on 1 of 1 devices"}
        """,
        EdgeModel.class);
  }

  static ModelRollout trippedRollout() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: ModelRollout
        metadata: {name: digits-bbbbbbbbbb-1, namespace: vision}
        status:
          phase: Failed
          reason: TooManyFailed
          message: wave canary allows 0 failed devices and has 1
          waves:
          - {name: canary, phase: Tripped, target: 1, updating: 0, soaking: 0, succeeded: 0, failed: 1, lost: 0, unreachable: 2, deferred: 0, reason: TooManyFailed, message: 1 failed}
          - {name: rest, phase: Pending, updating: 0, soaking: 0, succeeded: 0, failed: 0, lost: 0, unreachable: 0, deferred: 0}
          samples:
          - {device: harbour-1, state: Failed, reason: LatencyAboveTarget, message: "p99 is 212 ms, the target 20 ms\\e[2J"}
        """,
        ModelRollout.class);
  }

  static ModelRevision quarantined() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: ModelRevision
        metadata: {name: digits-bbbbbbbbbb, namespace: vision}
        status:
          phase: Ready
          quarantine: {rollout: digits-bbbbbbbbbb-1, reason: TooManyFailed, message: see the rollout}
        """,
        ModelRevision.class);
  }

  static ModelRevision compiling() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: ModelRevision
        metadata: {name: digits-bbbbbbbbbb, namespace: vision}
        status: {phase: Compiling, stage: quantise}
        """,
        ModelRevision.class);
  }

  static EdgeModel untouched() {
    return Serialization.unmarshal(
        """
        apiVersion: atoll.dev/v1alpha1
        kind: EdgeModel
        metadata: {name: digits, namespace: vision}
        """,
        EdgeModel.class);
  }
}
