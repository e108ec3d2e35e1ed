package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.DeviceSelector;
import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelSpec;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import dev.atoll.api.v1alpha1.ModelRolloutStatus.Phase;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.Wave;
import dev.atoll.operator.kube.Conditions;
import dev.atoll.operator.kube.Devices;
import dev.atoll.operator.model.RevisionNames;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutIT {
  private static final String NAMESPACE = "vision";
  private static final Duration SOON = Duration.ofSeconds(20);

  private TestApiServer server;
  private KubernetesClient client;
  private OperatorUnderTest operator;
  private FakeAgents agents;
  private final FakeCompiles compiles = new FakeCompiles();
  private final List<String> devices = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = TestApiServer.get();
    client = server.client();
    server.namespace(NAMESPACE);
    agents = new FakeAgents(client);
    operator = new OperatorUnderTest(server.operatorClient(), compiles);
    for (var site : List.of("harbour", "hill"))
      for (int i = 1; i <= 3; i++) {
        devices.add(site + "-" + i);
        agents.add(site + "-" + i, Map.of("site", site));
      }
    await().until(() -> client.resources(EdgeDevice.class).list().getItems().size() == 6);
  }

  @AfterEach
  void stop() {
    operator.close();
    agents.close();
    client.resources(EdgeModel.class).inNamespace(NAMESPACE).delete();
    client.resources(ModelRollout.class).inNamespace(NAMESPACE).delete();
    client.resources(ModelRevision.class).inNamespace(NAMESPACE).delete();
    client.resources(EdgeDevice.class).delete();
    client.nodes().delete();
    client.leases().inNamespace("atoll-system").delete();
  }

  private static EdgeModelSpec spec(int version, List<Wave> waves) {
    return new EdgeModelSpec(
        Source.of(new Source.SavedModel("s3://models/digits/" + version, null, null)),
        new Calibration("s3://models/calibration.npz", null),
        null,
        null,
        null,
        null,
        new DeviceSelector(null, null),
        null,
        new EdgeModelSpec.Rollout(waves),
        null,
        null,
        null);
  }

  private static Wave wave(
      String name, @Nullable Integer size, @Nullable String site, String soak) {
    return new Wave(
        name,
        size == null ? null : new IntOrString(size),
        site == null ? null : new DeviceSelector(Map.of("site", site), null),
        null,
        soak,
        null,
        null,
        null);
  }

  private static List<Wave> threeWaves() {
    return List.of(
        wave("canary", 1, null, "1s"),
        wave("harbour", null, "harbour", "0s"),
        wave("rest", null, null, "0s"));
  }

  private EdgeModel apply(EdgeModelSpec spec) {
    var model = new EdgeModel();
    model.getMetadata().setName("digits");
    model.getMetadata().setNamespace(NAMESPACE);
    model.setSpec(spec);
    return client.resource(model).fieldManager("person").forceConflicts().serverSideApply();
  }

  private void edit(UnaryOperator<EdgeModelSpec> change) {
    apply(change.apply(model().getSpec()));
  }

  private EdgeModel model() {
    return client.resources(EdgeModel.class).inNamespace(NAMESPACE).withName("digits").get();
  }

  private @Nullable EdgeModelStatus status() {
    return model().getStatus();
  }

  private boolean ready() {
    var model = model();
    var status = model.getStatus();
    return status != null
        && Conditions.find(status.conditions(), "Ready")
            .filter(c -> c.getStatus().equals("True"))
            .filter(
                c -> Objects.equals(c.getObservedGeneration(), model.getMetadata().getGeneration()))
            .isPresent();
  }

  private String reason(String type) {
    var status = status();
    return status == null
        ? ""
        : Conditions.find(status.conditions(), type).map(c -> c.getReason()).orElse("");
  }

  private List<ModelRollout> rollouts() {
    return client.resources(ModelRollout.class).inNamespace(NAMESPACE).list().getItems();
  }

  private boolean rollout(Predicate<ModelRollout> which) {
    return rollouts().stream().filter(r -> r.getStatus() != null).anyMatch(which);
  }

  private static Phase phase(ModelRollout rollout) {
    return Objects.requireNonNull(Objects.requireNonNull(rollout.getStatus()).phase());
  }

  private EdgeDevice device(String name) {
    return client.resources(EdgeDevice.class).withName(name).get();
  }

  private String assigned(String device) {
    var entry = Devices.entries(device(device)).get("vision.digits");
    return entry == null ? "" : entry.active().revision();
  }

  private ModelRevision revision(String name) {
    return client.resources(ModelRevision.class).inNamespace(NAMESPACE).withName(name).get();
  }

  private List<String> warnings(ModelRollout rollout) {
    return client.events().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(e -> rollout.getMetadata().getUid().equals(e.getRegarding().getUid()))
        .filter(e -> "Warning".equals(e.getType()))
        .map(e -> e.getReason())
        .toList();
  }

  private String proveFirst() {
    var name = RevisionNames.name(apply(spec(1, List.of(wave("all", null, null, "0s")))));
    await().atMost(SOON).until(this::ready);
    return name;
  }

  @Test
  void firstModelReachesAllDevicesWaveByWaveWithOneWriteEach() {
    var name = RevisionNames.name(apply(spec(1, threeWaves())));
    await().atMost(SOON).until(this::ready);
    assertThat(rollouts())
        .singleElement()
        .satisfies(r -> {
          assertThat(phase(r)).isEqualTo(Phase.Succeeded);
          assertThat(r.getSpec().from()).isNull();
        });
    var status = Objects.requireNonNull(status());
    assertThat(status.stableRevision()).isEqualTo(name);
    assertThat(status.phase()).isEqualTo(EdgeModelStatus.Phase.Healthy);
    assertThat(Objects.requireNonNull(status.devices()).healthy()).isEqualTo(6);
    for (var d : devices) {
      assertThat(assigned(d)).isEqualTo(name);
      // generation 1 is the creation; each write to the spec adds one
      assertThat(device(d).getMetadata().getGeneration()).as(d).isEqualTo(2);
      assertThat(agents.writes(d)).as(d).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void withoutASoakAllDevicesAreAssignedInOneWave() {
    proveFirst();
    var name = RevisionNames.name(apply(spec(2, List.of(wave("all", null, null, "0s")))));
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(SOON)
        .until(() -> devices.stream().allMatch(d -> assigned(d).equals(name)));
    await().atMost(SOON).until(this::ready);
  }

  @Test
  void slowCandidateIsRolledBackAndQuarantinedUntilRetry() {
    var first = proveFirst();
    var second = RevisionNames.name(apply(spec(2, threeWaves())));
    assertThat(second).isNotEqualTo(first);
    // known before it is compiled: the name is the hash of what was asked
    agents.slow.add(second);
    await().atMost(SOON).until(() -> rollout(r -> phase(r) == Phase.Failed));
    await().atMost(SOON).until(() -> reason("Degraded").equals("Quarantined"));
    var failed =
        rollouts().stream().filter(r -> phase(r) == Phase.Failed).findFirst().orElseThrow();
    assertThat(Objects.requireNonNull(failed.getStatus()).message()).contains("LatencyAboveTarget");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(warnings(failed)).isNotEmpty().containsOnly("TooManyFailed"));
    assertThat(devices).allSatisfy(d -> assertThat(assigned(d)).isEqualTo(first));
    var status = Objects.requireNonNull(revision(second).getStatus());
    assertThat(Objects.requireNonNull(status.quarantine()).rollout())
        .isEqualTo(failed.getMetadata().getName());
    assertThat(Conditions.isTrue(status.conditions(), "Quarantined")).isTrue();
    assertThat(Objects.requireNonNull(status()).stableRevision()).isEqualTo(first);

    agents.slow.clear();
    edit(s ->
        new EdgeModelSpec(
            s.source(),
            s.calibration(),
            s.quantization(),
            s.evaluation(),
            null,
            null,
            s.devices(),
            s.serving(),
            s.rollout(),
            s.paused(),
            s.pinnedRevision(),
            "1"));
    await()
        .atMost(SOON)
        .until(() -> ready() && second.equals(Objects.requireNonNull(status()).stableRevision()));
    assertThat(Objects.requireNonNull(revision(second).getStatus()).quarantine()).isNull();
  }

  @Test
  void restartInTheMiddleOfARolloutChangesNothing() throws IOException {
    var first = proveFirst();
    var second = RevisionNames.name(apply(spec(2, threeWaves())));
    await().atMost(SOON).until(() -> devices.stream().anyMatch(d -> assigned(d).equals(second)));
    operator.close();
    var canary = devices.stream().filter(d -> assigned(d).equals(second)).toList();
    assertThat(canary).hasSize(1);
    operator = new OperatorUnderTest(server.operatorClient(), compiles);
    await()
        .atMost(SOON)
        .until(() -> ready() && second.equals(Objects.requireNonNull(status()).stableRevision()));
    assertThat(first).isNotEqualTo(second);
    assertThat(rollouts())
        .hasSize(2)
        .allSatisfy(r -> assertThat(phase(r)).isEqualTo(Phase.Succeeded));
    for (var d : devices) assertThat(device(d).getMetadata().getGeneration()).as(d).isEqualTo(3);
    assertThat(compiles.started).hasSize(2);
  }

  @Test
  void rolloutWaitsForItsCanaryAndGoesOnWithoutASilentDevice() {
    proveFirst();
    agents.stop("hill-3");
    await()
        .atMost(SOON)
        .until(() ->
            Objects.requireNonNull(Objects.requireNonNull(status()).devices()).unreachable() == 1);
    var second = RevisionNames.name(apply(spec(2, threeWaves())));
    await()
        .atMost(SOON)
        .until(() -> ready() && second.equals(Objects.requireNonNull(status()).stableRevision()));
    assertThat(assigned("hill-3")).isNotEqualTo(second);
    agents.start("hill-3");
    await()
        .atMost(SOON)
        .until(() ->
            assigned("hill-3").equals(second)
                && Objects.requireNonNull(Objects.requireNonNull(status()).devices()).updated()
                    == 6);

    agents.stop("harbour-1");
    agents.stop("harbour-2");
    agents.stop("harbour-3");
    await()
        .atMost(SOON)
        .until(() ->
            Objects.requireNonNull(Objects.requireNonNull(status()).devices()).unreachable() == 3);
    var third =
        RevisionNames.name(
            apply(
                spec(
                    3,
                    List.of(wave("canary", 1, "harbour", "0s"), wave("rest", null, null, "0s")))));
    await().atMost(SOON).until(() -> reason("Progressing").equals("WaitingForDevices"));
    assertThat(devices).noneMatch(d -> assigned(d).equals(third));
    agents.start("harbour-2");
    await()
        .atMost(SOON)
        .until(() -> third.equals(Objects.requireNonNull(status()).stableRevision()));
  }

  @Test
  void pinTakesBackAndUnpinRollsForwardAgain() {
    var first = proveFirst();
    var second =
        RevisionNames.name(
            apply(
                spec(2, List.of(wave("canary", 1, null, "60s"), wave("rest", null, null, "0s")))));
    await().atMost(SOON).until(() -> devices.stream().anyMatch(d -> assigned(d).equals(second)));
    edit(s ->
        new EdgeModelSpec(
            s.source(),
            s.calibration(),
            s.quantization(),
            s.evaluation(),
            null,
            null,
            s.devices(),
            s.serving(),
            s.rollout(),
            s.paused(),
            first,
            s.retry()));
    await()
        .atMost(SOON)
        .until(() ->
            rollout(r ->
                "AbortedByUser".equals(Objects.requireNonNull(r.getStatus()).reason())
                    && phase(r) == Phase.Failed));
    await().atMost(SOON).until(this::ready);
    assertThat(devices).allSatisfy(d -> assertThat(assigned(d)).isEqualTo(first));
    assertThat(Objects.requireNonNull(revision(second).getStatus()).quarantine()).isNull();
    edit(s ->
        new EdgeModelSpec(
            s.source(),
            s.calibration(),
            s.quantization(),
            s.evaluation(),
            null,
            null,
            s.devices(),
            s.serving(),
            new EdgeModelSpec.Rollout(List.of(wave("all", null, null, "0s"))),
            s.paused(),
            "nobody-0123456789",
            s.retry()));
    await().atMost(SOON).until(() -> reason("Degraded").equals("PinnedRevisionNotFound"));
    edit(s ->
        new EdgeModelSpec(
            s.source(),
            s.calibration(),
            s.quantization(),
            s.evaluation(),
            null,
            null,
            s.devices(),
            s.serving(),
            s.rollout(),
            s.paused(),
            null,
            s.retry()));
    await()
        .atMost(SOON)
        .until(() -> ready() && second.equals(Objects.requireNonNull(status()).stableRevision()));
  }

  @Test
  void nothingMovesWhileTheRevisionToGoBackToIsMissing() {
    var first = proveFirst();
    var waves = List.of(wave("canary", 1, null, "60s"), wave("rest", null, null, "0s"));
    var second = RevisionNames.name(apply(spec(2, waves)));
    await().atMost(SOON).until(() -> devices.stream().anyMatch(d -> assigned(d).equals(second)));
    client.resource(revision(first)).delete();
    await()
        .atMost(SOON)
        .until(() ->
            rollout(r ->
                "StableRevisionMissing".equals(Objects.requireNonNull(r.getStatus()).reason())));
    await().atMost(SOON).until(() -> reason("Degraded").equals("StableRevisionMissing"));
    assertThat(devices).filteredOn(d -> assigned(d).equals(second)).hasSize(1);
    assertThat(devices).filteredOn(d -> assigned(d).equals(first)).hasSize(5);

    // what the message asks for: the EdgeModel as it was makes the revision again
    apply(spec(1, waves));
    await()
        .atMost(SOON)
        .until(() -> ready() && devices.stream().allMatch(d -> assigned(d).equals(first)));
    assertThat(rollout(r -> phase(r) == Phase.Failed)).isTrue();
  }

  @Test
  void nameThatBelongsToSomebodyElseIsToldUntilAPersonFreesIt() {
    var name = RevisionNames.name(apply(spec(1, threeWaves())));
    await().atMost(SOON).until(this::ready);
    // what kubectl delete --cascade=orphan leaves; no garbage collector runs here
    client.resource(model()).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    var orphan = revision(name);
    orphan.getMetadata().setOwnerReferences(List.of());
    client.resource(orphan).update();
    apply(spec(1, threeWaves()));
    await().atMost(SOON).until(() -> reason("Degraded").equals("NameTaken"));
    assertThat(Objects.requireNonNull(status()).phase()).isEqualTo(EdgeModelStatus.Phase.Degraded);
    assertThat(
            Conditions.find(Objects.requireNonNull(status()).conditions(), "Ready")
                .orElseThrow()
                .getMessage())
        .contains("kubectl delete modelrevision " + name + " -n " + NAMESPACE);
    client.resources(ModelRollout.class).inNamespace(NAMESPACE).delete();
    client.resource(revision(name)).delete();
    await().atMost(SOON).until(this::ready);
  }

  @Test
  void idleMeansNoWriteButLeases() throws InterruptedException {
    proveFirst();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> versions(), before -> before.equals(versions()));
    var before = versions();
    var leases =
        client.leases().inNamespace("atoll-system").list().getItems().stream()
            .map(Lease::getMetadata)
            .map(m -> m.getResourceVersion())
            .toList();
    await()
        .pollDelay(Duration.ofSeconds(5))
        .atMost(SOON)
        .until(() ->
            !client.leases().inNamespace("atoll-system").list().getItems().stream()
                .map(l -> l.getMetadata().getResourceVersion())
                .toList()
                .equals(leases));
    assertThat(versions()).isEqualTo(before);
  }

  private List<String> versions() {
    var all = new ArrayList<String>();
    client
        .resources(EdgeModel.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(o -> all.add(o.getMetadata().getResourceVersion()));
    client
        .resources(ModelRevision.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(o -> all.add(o.getMetadata().getResourceVersion()));
    client
        .resources(ModelRollout.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(o -> all.add(o.getMetadata().getResourceVersion()));
    client
        .resources(EdgeDevice.class)
        .list()
        .getItems()
        .forEach(o -> all.add(o.getMetadata().getResourceVersion()));
    return all;
  }
}
