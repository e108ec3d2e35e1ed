package dev.atoll.operator.kube;

/** Labels that Atoll reads and writes. */
public final class Labels {
  /** On a Node and its EdgeDevice: {@code edgetpu} or {@code cpu}. */
  public static final String DEVICE = "atoll.dev/device";

  /** On a ModelRevision or ModelRollout: name of the EdgeModel. */
  public static final String MODEL = "atoll.dev/model";

  private Labels() {}
}
