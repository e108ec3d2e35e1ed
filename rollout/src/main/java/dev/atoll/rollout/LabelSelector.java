package dev.atoll.rollout;

import java.util.Map;

/**
 * Which devices a wave takes, by the labels of their nodes. Must answer equally for equal labels.
 */
@FunctionalInterface
public interface LabelSelector {
  /** Any device of the model. */
  LabelSelector ANY = labels -> true;

  boolean matches(Map<String, String> labels);
}
