package dev.atoll.operator.device;

import java.util.List;

/**
 * @param mirroredLabels keys of labels that are copied from a Node to its EdgeDevice
 */
public record DeviceSettings(List<String> mirroredLabels) {
  public DeviceSettings {
    mirroredLabels = List.copyOf(mirroredLabels);
  }
}
