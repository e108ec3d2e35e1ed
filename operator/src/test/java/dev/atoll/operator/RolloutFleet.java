package dev.atoll.operator;

import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.DeviceCounts;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelSpec;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import dev.atoll.api.v1alpha1.Wave;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.model.RevisionNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The operator, three devices at each of two sites, and the EdgeModel {@code digits} for all of
 * them; another for each test.
 */
final class RolloutFleet implements AfterEachCallback {
  static final String NAMESPACE = "vision";
  static final Duration SOON = Duration.ofSeconds(20);

  final FakeCompiles compiles = new FakeCompiles();
  final FakeAgents agents;
  final List<String> devices = new ArrayList<>();
  final KubernetesClient client;
  private final TestApiServer server;
  private OperatorUnderTest operator;

  RolloutFleet() {
    try {
      server = TestApiServer.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client = server.client();
    server.namespace(NAMESPACE);
    agents = new FakeAgents(client);
    operator = new OperatorUnderTest(server.operatorClient(), compiles);
    for (var site : List.of("harbour", "hill"))
      for (int i = 1; i <= 3; i++) {
        devices.add(site + "-" + i);
        agents.add(site + "-" + i, Map.of("site", site));
      }
    soon(() -> client.resources(EdgeDevice.class).list().getItems().size() == 6);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    operator.close();
    agents.close();
    client.resources(EdgeModel.class).inNamespace(NAMESPACE).delete();
    client.resources(ModelRollout.class).inNamespace(NAMESPACE).delete();
    client.resources(ModelRevision.class).inNamespace(NAMESPACE).delete();
    client.resources(EdgeDevice.class).delete();
    client.nodes().delete();
    client.leases().inNamespace("atoll-system").delete();
  }

  void stopOperator() {
    operator.close();
  }

  void startOperator() {
    operator = new OperatorUnderTest(server.operatorClient(), compiles);
  }

  static void soon(Callable<Boolean> condition) {
    await().atMost(SOON).until(condition);
  }

  /** Applies this version of the model, as a person does; returns how its revision is called. */
  String apply(int version, List<Wave> waves) {
    return RevisionNames.name(apply(Digits.version(version, waves)));
  }

  /** As the model is, in these waves and pinned to this revision. */
  void pin(@Nullable String revision, List<Wave> waves) {
    var spec = model().getSpec();
    apply(Digits.spec(spec.source(), waves, revision, spec.retry()));
  }

  /** As the model is, with another value of retry. */
  void retry(String value) {
    var spec = model().getSpec();
    var waves = Objects.requireNonNull(Objects.requireNonNull(spec.rollout()).waves());
    apply(Digits.spec(spec.source(), waves, spec.pinnedRevision(), value));
  }

  private EdgeModel apply(EdgeModelSpec spec) {
    var model = new EdgeModel();
    model.getMetadata().setName("digits");
    model.getMetadata().setNamespace(NAMESPACE);
    model.setSpec(spec);
    return client.resource(model).fieldManager("person").forceConflicts().serverSideApply();
  }

  /** Returns the name of the first revision when all devices run it. */
  String proveFirst() {
    var name = apply(1, Digits.oneWave());
    soon(this::ready);
    return name;
  }

  EdgeModel model() {
    return client.resources(EdgeModel.class).inNamespace(NAMESPACE).withName("digits").get();
  }

  /** Of the model. */
  EdgeModelStatus status() {
    return Objects.requireNonNull(model().getStatus());
  }

  DeviceCounts counts() {
    return Objects.requireNonNull(status().devices());
  }

  /** Whether what the model asks for now is what there is. */
  boolean ready() {
    var model = model();
    var status = model.getStatus();
    return status != null
        && Conditions.find(status.conditions(), "Ready")
            .filter(c -> c.getStatus().equals("True"))
            .filter(
                c -> Objects.equals(c.getObservedGeneration(), model.getMetadata().getGeneration()))
            .isPresent();
  }

  /** Whether the model is ready with this revision. */
  boolean ready(String revision) {
    return ready() && revision.equals(status().stableRevision());
  }

  /** Of a condition of the model; empty when it has none. */
  String reason(String condition) {
    var status = model().getStatus();
    return status == null
        ? ""
        : Conditions.find(status.conditions(), condition).map(c -> c.getReason()).orElse("");
  }

  List<ModelRollout> rollouts() {
    return client.resources(ModelRollout.class).inNamespace(NAMESPACE).list().getItems();
  }

  /** Those of such a status. */
  List<ModelRollout> rollouts(Predicate<ModelRolloutStatus> which) {
    return rollouts().stream()
        .filter(r -> r.getStatus() != null && which.test(r.getStatus()))
        .toList();
  }

  static Phase phase(ModelRollout rollout) {
    return Objects.requireNonNull(Objects.requireNonNull(rollout.getStatus()).phase());
  }

  ModelRevision revision(String name) {
    return client.resources(ModelRevision.class).inNamespace(NAMESPACE).withName(name).get();
  }

  ModelRevisionStatus revisionStatus(String name) {
    return Objects.requireNonNull(revision(name).getStatus());
  }

  EdgeDevice device(String name) {
    return client.resources(EdgeDevice.class).withName(name).get();
  }

  /** The revision that a device is to run; empty when it has none. */
  String assigned(String device) {
    var entry = Devices.entries(device(device)).get("vision.digits");
    return entry == null ? "" : entry.active().revision();
  }

  /** The devices that are to run a revision. */
  List<String> assignedTo(String revision) {
    return devices.stream().filter(d -> assigned(d).equals(revision)).toList();
  }
}
