package dev.atoll.operator.revision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The request file of the compiler. */
public final class CompileRequest {
  private CompileRequest() {}

  public static byte[] json(ObjectMapper json, CompileJob job) throws JsonProcessingException {
    var spec = job.spec();
    ObjectNode root = json.createObjectNode();
    root.put("namespace", job.id().namespace());
    root.put("model", spec.model());
    root.put("revision", job.id().revision());
    root.set("source", json.valueToTree(spec.source()));
    root.set("calibration", json.valueToTree(spec.calibration()));
    root.set("quantization", json.valueToTree(spec.quantization()));
    root.set("evaluation", json.valueToTree(spec.evaluation()));
    root.set("variants", json.valueToTree(spec.variants()));
    root.set("edgeTpu", json.valueToTree(spec.edgeTpu()));
    root.put("repository", job.repository());
    root.put("plainHttp", job.plainHttp());
    if (!job.lookup()) root.put("lookup", false);
    return json.writeValueAsBytes(root);
  }
}
