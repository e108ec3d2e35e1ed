package dev.atoll.operator.device;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Node says about placement. */
final class Placement {
  private Placement() {}

  static boolean schedulable(Node node) {
    return node.getSpec() == null || !Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  static Map<String, String> labels(@Nullable Node node) {
    var labels = node == null ? null : node.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
