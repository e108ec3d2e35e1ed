package dev.atoll.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exception in a listener must not cost the other listeners their events. */
record Handler<T extends HasMetadata>(Changed<T> listener) implements ResourceEventHandler<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Handler.class);

  @Override
  public void onAdd(T added) {
    guarded(() -> listener.changed(null, added));
  }

  @Override
  public void onUpdate(T before, T after) {
    guarded(() -> listener.changed(before, after));
  }

  @Override
  public void onDelete(T gone, boolean finalStateUnknown) {
    guarded(() -> listener.changed(gone, null));
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("An event was not handed on; the next periodic reconcile makes up for it", e);
    }
  }
}
