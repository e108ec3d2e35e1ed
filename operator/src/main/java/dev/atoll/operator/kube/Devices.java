package dev.atoll.operator.kube;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.ModelAssignment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The two lists of an EdgeDevice as maps by model key; absent lists are empty. */
public final class Devices {
  private Devices() {}

  public static Map<String, ModelAssignment> entries(@Nullable EdgeDevice device) {
    var spec = device == null ? null : device.getSpec();
    return byName(spec == null ? null : spec.models(), ModelAssignment::name);
  }

  public static Map<String, ModelReport> reports(@Nullable EdgeDevice device) {
    var status = device == null ? null : device.getStatus();
    return byName(status == null ? null : status.models(), ModelReport::name);
  }

  private static <T> Map<String, T> byName(@Nullable List<T> items, Function<T, String> name) {
    var byName = new LinkedHashMap<String, T>();
    if (items != null) items.forEach(i -> byName.put(name.apply(i), i));
    return byName;
  }
}
