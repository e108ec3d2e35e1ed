package dev.atoll.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of an object that was observed, by server-side apply, and only if the object is
 * still as observed.
 */
public final class StatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private final KubernetesClient client;
  private final Written written;

  public StatusWriter(KubernetesClient client, Written written) {
    this.client = client;
    this.written = written;
  }

  /**
   * @param empty a new object of the kind, to be filled
   * @return false when the object changed or went meanwhile: an event will bring what it is now
   */
  public <S, T extends CustomResource<?, S>> boolean write(
      T observed, Supplier<T> empty, S status, String manager) {
    var wanted = empty.get();
    wanted.setMetadata(identity(observed));
    wanted.setStatus(status);
    try {
      written.note(client.resource(wanted).subresource("status").patch(by(manager)));
      return true;
    } catch (KubernetesClientException e) {
      if (!outdated(e)) throw e;
      LOG.debug(
          "{} changed before its status was written; observing it again",
          observed.getFullResourceName());
      return false;
    }
  }

  /** The write came from an outdated view, or its object is gone. */
  public static boolean outdated(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /** Name, UID and version: an apply of it neither creates anything nor hits another object. */
  public static ObjectMeta identity(HasMetadata observed) {
    var metadata = observed.getMetadata();
    return new ObjectMetaBuilder()
        .withName(metadata.getName())
        .withNamespace(metadata.getNamespace())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .build();
  }

  private static PatchContext by(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(true)
        .build();
  }
}
