package dev.atoll.operator.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.atoll.api.v1alpha1.Source;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A base model in the catalogue, as its ConfigMap holds it.
 *
 * @param kind as the API spells it: savedModel, keras, frozenGraph, tflite or autoML
 * @param digest of the content; without one the name would not say which model it is
 * @param description for people
 * @param signature of a savedModel
 * @param tags of a savedModel
 * @param inputs of a frozenGraph
 * @param outputs of a frozenGraph
 */
record ZooEntry(
    @Nullable String kind,
    @Nullable String uri,
    @Nullable String digest,
    @Nullable String description,
    @Nullable String signature,
    @Nullable List<String> tags,
    @Nullable List<Source.GraphInput> inputs,
    @Nullable List<String> outputs) {
  private static final int LARGEST = 64 * 1024;
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final List<String> KINDS =
      List.of("savedModel", "keras", "frozenGraph", "tflite", "autoML");

  /**
   * Reads YAML.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static ZooEntry parse(String yaml) {
    if (yaml.length() > LARGEST)
      throw new IllegalArgumentException("it has more than " + LARGEST + " letters");
    ZooEntry entry;
    try {
      entry = YAML.readValue(yaml, ZooEntry.class);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "it has the unknown field '" + e.getPropertyName() + "'", e);
    } catch (JsonMappingException e) {
      var at = e.getPath().isEmpty() ? null : e.getPath().getFirst().getFieldName();
      throw new IllegalArgumentException(
          at == null ? "it is no YAML of fields and values" : at + " has a value of another type",
          e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(firstLine(e.getOriginalMessage()), e);
    }
    if (entry == null) throw new IllegalArgumentException("it is empty");
    entry.check();
    return entry;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "it is no YAML" : message.lines().findFirst().orElse("it is no YAML");
  }

  /** What the API server checks of a source that a person writes. */
  private void check() {
    if (kind == null || !KINDS.contains(kind))
      throw new IllegalArgumentException(
          "kind is one of " + String.join(", ", KINDS) + ", and not '" + kind + "'");
    if (uri == null || !Source.fetchable(uri))
      throw new IllegalArgumentException(
          "uri is an address of s3, gs, https or oci without user name, and not '" + uri + "'");
    if (digest == null || !Source.pin(digest))
      throw new IllegalArgumentException(
          "digest is sha256: and 64 hexadecimal digits, and not '" + digest + "'");
    if (kind.equals("frozenGraph") && !Source.graph(inputs, outputs))
      throw new IllegalArgumentException(
          "a frozenGraph has inputs, each with name and shape (1 or more, or -1), and outputs");
  }

  /** The same as a person would write it into an EdgeModel. */
  Source source(Source.@Nullable SecretRef credentials) {
    var at = Objects.requireNonNull(uri);
    return new Source(
        is("savedModel") ? new Source.SavedModel(at, signature, tags) : null,
        is("keras") ? new Source.Keras(at) : null,
        is("frozenGraph")
            ? new Source.FrozenGraph(
                at, Objects.requireNonNull(inputs), Objects.requireNonNull(outputs))
            : null,
        is("tflite") ? new Source.Tflite(at) : null,
        is("autoML") ? new Source.AutoML(at) : null,
        null,
        digest,
        credentials);
  }

  private boolean is(String other) {
    return other.equals(kind);
  }
}
