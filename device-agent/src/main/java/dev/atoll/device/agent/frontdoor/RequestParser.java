package dev.atoll.device.agent.frontdoor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.atoll.device.wire.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an inference request as it comes and checks it against the model. */
final class RequestParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(64 * 1024)
                  .maxNameLength(1024)
                  .build())
          .build();

  private final List<TensorSpec> specs;
  private final Map<String, ByteBuffer> values = new HashMap<>();

  /** Name and size of tensors whose bytes follow the JSON, in their order. */
  private final Map<String, Long> binary = new LinkedHashMap<>();

  private final Map<String, Boolean> outputs = new LinkedHashMap<>();
  private @Nullable String id;
  private boolean binaryByDefault;

  private RequestParser(List<TensorSpec> specs) {
    this.specs = specs;
  }

  /**
   * Reads a request.
   *
   * @param json the JSON part, limited to its length
   * @param tail the bytes behind it, limited to theirs
   */
  static InferRequest parse(InputStream json, InputStream tail, List<TensorSpec> specs)
      throws HttpError, IOException {
    RequestParser parser = new RequestParser(specs);
    try (JsonParser p = JSON.createParser(json)) {
      parser.request(p);
    } catch (JsonProcessingException e) {
      throw HttpError.bad("the body is no valid JSON: " + e.getOriginalMessage());
    }
    parser.readBinary(tail);
    return parser.result();
  }

  private void request(JsonParser p) throws IOException, HttpError {
    expect(p.nextToken(), JsonToken.START_OBJECT, "the body must be a JSON object");
    boolean hasInputs = false;
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String field = p.currentName();
      p.nextToken();
      switch (field) {
        case "id" -> id = text(p, "id");
        case "inputs" -> {
          hasInputs = true;
          expect(p.currentToken(), JsonToken.START_ARRAY, "inputs must be an array");
          while (p.nextToken() != JsonToken.END_ARRAY) {
            input(p);
          }
        }
        case "outputs" -> outputs(p);
        case "parameters" ->
            binaryByDefault = parameters(p).getOrDefault("binary_data_output", 0L) == 1;
        default -> p.skipChildren();
      }
    }
    if (p.nextToken() != null) {
      throw HttpError.bad("there is something behind the end of the JSON object");
    }
    if (!hasInputs) {
      throw HttpError.bad("inputs is missing; the model has " + expected());
    }
  }

  private void input(JsonParser p) throws IOException, HttpError {
    expect(p.currentToken(), JsonToken.START_OBJECT, "each input must be a JSON object");
    TensorParser tensor = new TensorParser();
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String field = p.currentName();
      p.nextToken();
      switch (field) {
        case "name" -> tensor.name = text(p, "name");
        case "datatype" -> tensor.datatype = text(p, "datatype");
        case "shape" -> tensor.shape = TensorParser.shape(p);
        case "parameters" -> tensor.binarySize = parameters(p).get("binary_data_size");
        case "data" -> tensor.data(p, specs);
        default -> p.skipChildren();
      }
    }
    TensorSpec spec = spec(tensor.name);
    tensor.check(spec);
    if (values.containsKey(spec.name()) || binary.containsKey(spec.name())) {
      throw HttpError.bad("input '%s' is there twice", spec.name());
    }
    if (tensor.binarySize != null) {
      binary.put(spec.name(), tensor.binarySize);
    } else {
      values.put(spec.name(), tensor.encoded(spec));
    }
  }

  private TensorSpec spec(@Nullable String name) throws HttpError {
    if (name == null) {
      throw HttpError.bad("an input has no name; the model has " + expected());
    }
    Optional<TensorSpec> spec = specs.stream().filter(s -> s.name().equals(name)).findFirst();
    return spec.orElseThrow(
        () -> HttpError.bad("the model has no input '%s', it has %s", name, expected()));
  }

  private void outputs(JsonParser p) throws IOException, HttpError {
    expect(p.currentToken(), JsonToken.START_ARRAY, "outputs must be an array");
    while (p.nextToken() != JsonToken.END_ARRAY) {
      expect(p.currentToken(), JsonToken.START_OBJECT, "each output must be a JSON object");
      String name = null;
      Long wantsBinary = null;
      while (p.nextToken() != JsonToken.END_OBJECT) {
        String field = p.currentName();
        p.nextToken();
        switch (field) {
          case "name" -> name = text(p, "name");
          case "parameters" -> wantsBinary = parameters(p).get("binary_data");
          default -> p.skipChildren();
        }
      }
      if (name == null) {
        throw HttpError.bad("an output has no name");
      }
      outputs.put(name, wantsBinary == null ? binaryByDefault : wantsBinary == 1);
    }
  }

  /** Whole numbers and booleans (as 0 and 1); the rest is none of our business. */
  private static Map<String, Long> parameters(JsonParser p) throws IOException, HttpError {
    expect(p.currentToken(), JsonToken.START_OBJECT, "parameters must be a JSON object");
    Map<String, Long> all = new HashMap<>();
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String field = p.currentName();
      switch (p.nextToken()) {
        case VALUE_NUMBER_INT -> all.put(field, p.getLongValue());
        case VALUE_TRUE -> all.put(field, 1L);
        case VALUE_FALSE -> all.put(field, 0L);
        default -> p.skipChildren();
      }
    }
    return all;
  }

  private void readBinary(InputStream tail) throws IOException, HttpError {
    for (Map.Entry<String, Long> b : binary.entrySet()) {
      TensorSpec spec = spec(b.getKey());
      if (b.getValue() != spec.bytes()) {
        throw HttpError.bad(
            "input '%s' must have %d bytes (%s%s), binary_data_size is %d",
            spec.name(), spec.bytes(), spec.datatype(), spec.shape(), b.getValue());
      }
      byte[] bytes = tail.readNBytes(Math.toIntExact(spec.bytes()));
      if (bytes.length != spec.bytes()) {
        throw HttpError.bad(
            "the body ends %d bytes before the end of input '%s'",
            spec.bytes() - bytes.length, spec.name());
      }
      values.put(spec.name(), ByteBuffer.wrap(bytes));
    }
    if (tail.read() >= 0) {
      throw HttpError.bad("the body is longer than its inputs say");
    }
  }

  private InferRequest result() throws HttpError {
    List<ByteBuffer> ordered = new ArrayList<>();
    for (TensorSpec s : specs) {
      ByteBuffer v = values.get(s.name());
      if (v == null) {
        throw HttpError.bad(
            "input '%s' is missing; its shape is %s and its datatype %s",
            s.name(), s.shape(), s.datatype());
      }
      ordered.add(v);
    }
    return new InferRequest(id, ordered, outputs, binaryByDefault);
  }

  private String expected() {
    List<String> all = new ArrayList<>();
    for (TensorSpec s : specs) {
      all.add("'" + s.name() + "' " + s.datatype() + s.shape());
    }
    return String.join(", ", all);
  }

  static void expect(@Nullable JsonToken actual, JsonToken wanted, String otherwise)
      throws HttpError {
    if (actual != wanted) {
      throw HttpError.bad(otherwise);
    }
  }

  private static String text(JsonParser p, String field) throws IOException, HttpError {
    expect(p.currentToken(), JsonToken.VALUE_STRING, field + " must be a string");
    return p.getText();
  }
}
