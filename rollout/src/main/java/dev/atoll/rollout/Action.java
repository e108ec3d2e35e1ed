package dev.atoll.rollout;

/** One write to one device. Each is idempotent. */
public sealed interface Action {
  /** Name of the EdgeDevice. */
  String device();

  /** Put this entry on the device, in the place of the one that stands there. */
  record Assign(String device, Entry entry) implements Action {}

  /** Remove the entry: the device unloads the model. */
  record Unassign(String device) implements Action {}
}
