package dev.atoll.device.agent.lifecycle;

import java.util.List;

/** What an event leads to. */
public record Step(ModelState state, List<Action> actions) {
  /** Copies the actions. */
  public Step {
    actions = List.copyOf(actions);
  }

  static Step of(ModelState state, Action... actions) {
    return new Step(state, List.of(actions));
  }
}
