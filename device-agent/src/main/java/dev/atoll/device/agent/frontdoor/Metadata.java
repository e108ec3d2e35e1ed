package dev.atoll.device.agent.frontdoor;

import dev.atoll.device.agent.serving.Servable;
import dev.atoll.device.wire.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers about the server and its models, as maps for JSON. */
final class Metadata {
  private Metadata() {}

  static Map<String, Object> server(String version) {
    return ordered(
        "name",
        "atoll",
        "version",
        version,
        "extensions",
        List.of("binary_tensor_data", "model_repository"));
  }

  static Map<String, Object> model(String name, Servable s) {
    return ordered(
        "name", name,
        "versions", List.of(s.revision()),
        "platform", "tensorflowlite",
        "inputs", s.inputs().stream().map(Metadata::tensor).toList(),
        "outputs", s.outputs().stream().map(Metadata::tensor).toList(),
        "parameters", ordered("revision", s.revision(), "kernels", s.kernels()));
  }

  static Map<String, Object> indexEntry(String name, Servable s) {
    return ordered("name", name, "version", s.revision(), "state", "READY", "reason", "");
  }

  private static Map<String, Object> tensor(TensorSpec t) {
    Map<String, Object> tensor =
        ordered("name", t.name(), "datatype", t.datatype().name(), "shape", t.shape());
    if (t.scale() != 0) {
      tensor.put("parameters", ordered("scale", t.scale(), "zero_point", t.zeroPoint()));
    }
    return tensor;
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
