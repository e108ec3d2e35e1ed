package dev.atoll.operator.kube;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One informer for each kind, shared by all reconcilers: one memory of the cluster, and no
 * reconciler runs before all of it is there. A plan made from half a cache would take devices for
 * gone.
 */
public final class Caches implements AutoCloseable {
  private static final String BY_MODEL = "model";
  private static final long START_SECONDS = 30;

  private final Kind<EdgeModel> models;
  private final Kind<ModelRevision> revisions;
  private final Kind<ModelRollout> rollouts;
  private final Kind<EdgeDevice> devices;
  private final Kind<Node> nodes;
  private final Kind<Lease> leases;
  private final Kind<ConfigMap> zoo;

  /**
   * @param systemNamespace where the leases of the devices are
   * @param zoo the ConfigMap that is the catalogue of base models; need not exist
   */
  public Caches(KubernetesClient client, String systemNamespace, ZooName zoo) {
    models = kind(client.resources(EdgeModel.class).inAnyNamespace(), m -> List.of());
    revisions =
        kind(
            client.resources(ModelRevision.class).inAnyNamespace(),
            r -> List.of(ModelKey.of(r.getMetadata().getNamespace(), r.getSpec().model())));
    rollouts =
        kind(
            client.resources(ModelRollout.class).inAnyNamespace(),
            r -> List.of(ModelKey.of(r.getMetadata().getNamespace(), r.getSpec().model())));
    devices = kind(client.resources(EdgeDevice.class), Caches::modelsOn);
    nodes = kind(client.nodes().withLabel(Labels.DEVICE), n -> List.of());
    leases = kind(client.leases().inNamespace(systemNamespace), l -> List.of());
    this.zoo =
        kind(
            client.configMaps().inNamespace(zoo.namespace()).withField("metadata.name", zoo.name()),
            c -> List.of());
  }

  /** Assigned or reported, so that an entry that was removed is noticed too. */
  private static List<String> modelsOn(EdgeDevice device) {
    return Stream.concat(
            Devices.entries(device).keySet().stream(), Devices.reports(device).keySet().stream())
        .distinct()
        .toList();
  }

  private static <T extends HasMetadata> Kind<T> kind(
      Informable<T> source, Function<T, List<String>> models) {
    var informer = source.runnableInformer(0);
    informer.itemStore(new LeanStore<>());
    informer.addIndexers(Map.of(BY_MODEL, models));
    informer.exceptionHandler((started, error) -> started);
    return new Kind<>(informer);
  }

  /**
   * Starts all and returns when each has read its list.
   *
   * @throws IllegalStateException when one cannot, for example because the CRDs are missing
   */
  public void start() {
    var starts = new ArrayList<CompletableFuture<?>>();
    for (var kind : all()) starts.add(kind.informer.start().toCompletableFuture());
    try {
      CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IllegalStateException(
          "the API server does not answer lists of Atoll's kinds: are the CRDs installed, and may"
              + " the operator read them?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while the caches were filling", e);
    }
  }

  /** Whether every informer has its list and is watching, or trying to watch again. */
  public boolean running() {
    return all().stream().allMatch(k -> k.informer.isRunning() && k.informer.hasSynced());
  }

  @Override
  public void close() {
    all().forEach(k -> k.informer.stop());
  }

  private List<Kind<?>> all() {
    return List.of(models, revisions, rollouts, devices, nodes, leases, zoo);
  }

  public Kind<EdgeModel> models() {
    return models;
  }

  public Kind<ModelRevision> revisions() {
    return revisions;
  }

  public Kind<ModelRollout> rollouts() {
    return rollouts;
  }

  public Kind<EdgeDevice> devices() {
    return devices;
  }

  /** Nodes that carry the label of a device; without annotations, images and status. */
  public Kind<Node> nodes() {
    return nodes;
  }

  public Kind<Lease> leases() {
    return leases;
  }

  /** The catalogue of base models: one, or none. */
  public Kind<ConfigMap> zoo() {
    return zoo;
  }

  /** Where the catalogue of base models is. */
  public record ZooName(String namespace, String name) {}

  /** Objects of one kind. Never change what comes out of here. */
  public static final class Kind<T extends HasMetadata> {
    private final SharedIndexInformer<T> informer;

    private Kind(SharedIndexInformer<T> informer) {
      this.informer = informer;
    }

    /** Hears of every change; register before {@link Caches#start}. */
    public void onChange(Changed<T> listener) {
      informer.addEventHandler(new Handler<>(listener));
    }

    public Optional<T> get(String namespace, String name) {
      return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + name));
    }

    /** For kinds without namespaces. */
    public Optional<T> get(String name) {
      return Optional.ofNullable(informer.getStore().getByKey(name));
    }

    /** Whether changes are being heard at this moment. */
    public boolean watching() {
      return informer.isWatching();
    }

    public List<T> list() {
      return informer.getStore().list();
    }

    /** Of the model, by {@link ModelKey}. */
    public List<T> ofModel(String key) {
      return informer.getIndexer().byIndex(BY_MODEL, key);
    }
  }
}
