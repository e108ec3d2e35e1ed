package dev.atoll.device.agent.frontdoor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes the answer to an inference request. */
final class ResponseWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private ResponseWriter() {}

  /** A JSON part, and tensors whose bytes follow it. */
  record Body(byte[] json, List<ByteBuffer> tail) {
    int size() {
      return json.length + tail.stream().mapToInt(ByteBuffer::remaining).sum();
    }
  }

  static Body write(
      String model,
      String revision,
      InferRequest request,
      List<TensorSpec> outputs,
      Reply.Inferred reply)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream(1024);
    List<ByteBuffer> tail = new ArrayList<>();
    try (JsonGenerator g = JSON.createGenerator(json)) {
      g.writeStartObject();
      g.writeStringField("model_name", model);
      g.writeStringField("model_version", revision);
      if (request.id() != null) {
        g.writeStringField("id", request.id());
      }
      g.writeObjectFieldStart("parameters");
      g.writeStringField("revision", revision);
      g.writeEndObject();
      g.writeArrayFieldStart("outputs");
      for (int i = 0; i < outputs.size(); i++) {
        TensorSpec spec = outputs.get(i);
        if (request.outputs().isEmpty() || request.outputs().containsKey(spec.name())) {
          ByteBuffer values = reply.outputs().get(i).duplicate().order(ByteOrder.LITTLE_ENDIAN);
          boolean binary = request.outputs().getOrDefault(spec.name(), request.binaryByDefault());
          output(g, spec, values, binary);
          if (binary) {
            tail.add(values);
          }
        }
      }
      g.writeEndArray();
      g.writeEndObject();
    }
    return new Body(json.toByteArray(), tail);
  }

  private static void output(JsonGenerator g, TensorSpec spec, ByteBuffer values, boolean binary)
      throws IOException {
    g.writeStartObject();
    g.writeStringField("name", spec.name());
    g.writeStringField("datatype", spec.datatype().name());
    g.writeArrayFieldStart("shape");
    for (int d : spec.shape()) {
      g.writeNumber(d);
    }
    g.writeEndArray();
    if (binary) {
      g.writeObjectFieldStart("parameters");
      g.writeNumberField("binary_data_size", values.remaining());
      g.writeEndObject();
    } else {
      g.writeArrayFieldStart("data");
      for (int i = 0; i < spec.elements(); i++) {
        element(g, spec, values, i);
      }
      g.writeEndArray();
    }
    g.writeEndObject();
  }

  private static void element(JsonGenerator g, TensorSpec spec, ByteBuffer b, int i)
      throws IOException {
    switch (spec.datatype()) {
      case BOOL -> g.writeBoolean(b.get(i) != 0);
      case UINT8 -> g.writeNumber(b.get(i) & 0xff);
      case INT8 -> g.writeNumber(b.get(i));
      case INT32 -> g.writeNumber(b.getInt(4 * i));
      case INT64 -> g.writeNumber(b.getLong(8 * i));
      case FP32 -> g.writeNumber(b.getFloat(4 * i));
    }
  }
}
