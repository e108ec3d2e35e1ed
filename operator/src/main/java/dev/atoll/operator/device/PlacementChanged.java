package dev.atoll.operator.device;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/** Lets pass what decides about placement; heartbeats of the kubelet do not. */
public final class PlacementChanged implements OnUpdateFilter<Node> {
  @Override
  public boolean accept(Node now, Node before) {
    return !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid())
        || Placement.schedulable(now) != Placement.schedulable(before);
  }
}
