package dev.atoll.operator.device;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceSpec;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.operator.kube.ModelKey;
import dev.atoll.operator.kube.StatusWriter;
import dev.atoll.operator.kube.Written;
import dev.atoll.rollout.Action;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one model's entries on devices: one server-side apply for each action, all at once. Each
 * write names the version of the device that the plan was made from, so one that comes from an
 * outdated view changes nothing.
 */
public final class Assigner {
  private static final Logger LOG = LoggerFactory.getLogger(Assigner.class);
  private static final int UNPROCESSABLE = 422;
  private static final int AT_ONCE = 16;

  private final KubernetesClient client;
  private final Written written = new Written();

  public Assigner(KubernetesClient client) {
    this.client = client;
  }

  /** How the writes of one plan went. */
  public enum Outcome {
    /** All stand. */
    DONE,
    /** Some devices changed meanwhile: observe and plan again. */
    OUTDATED,
    /** The API server refuses some, and will refuse them again. */
    REFUSED
  }

  /** Whether the cache is behind our own writes; then a plan must wait for the event. */
  public boolean outdated(List<Fleet.Member> members) {
    return members.stream().anyMatch(m -> written.outdated(m.device()));
  }

  /** Applies all; a device that is not among the members any more is left out. */
  public Outcome apply(EdgeModel model, List<Action> actions, Map<String, EdgeDevice> devices) {
    if (actions.isEmpty()) return Outcome.DONE;
    var outcome = Outcome.DONE;
    try (var threads =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, actions.size()), Thread.ofVirtual().factory())) {
      var writes = new ArrayList<Future<Outcome>>();
      for (var action : actions) {
        var device = devices.get(action.device());
        if (device != null) writes.add(threads.submit(() -> write(model, action, device)));
      }
      for (var write : writes) outcome = worse(outcome, result(write));
    }
    return outcome;
  }

  private static Outcome worse(Outcome a, Outcome b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Outcome result(Future<Outcome> write) {
    try {
      return write.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.OUTDATED;
    }
  }

  private Outcome write(EdgeModel model, Action action, EdgeDevice observed) {
    var key = ModelKey.of(model);
    var wanted = new EdgeDevice();
    wanted.setMetadata(StatusWriter.identity(observed));
    wanted.setSpec(
        switch (action) {
          case Action.Assign assign ->
              new EdgeDeviceSpec(
                  List.of(Entries.write(key, model.getMetadata().getUid(), assign.entry())), null);
          case Action.Unassign gone -> new EdgeDeviceSpec(null, null);
        });
    try {
      written.note(client.resource(wanted).fieldManager(key).forceConflicts().serverSideApply());
      return Outcome.DONE;
    } catch (KubernetesClientException e) {
      return refusal(key, action, e);
    }
  }

  private static Outcome refusal(String key, Action action, KubernetesClientException e) {
    if (StatusWriter.outdated(e)) return Outcome.OUTDATED;
    if (e.getCode() != UNPROCESSABLE && e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) throw e;
    LOG.warn("Device {} does not take the entry of {}: {}", action.device(), key, e.getMessage());
    return Outcome.REFUSED;
  }
}
