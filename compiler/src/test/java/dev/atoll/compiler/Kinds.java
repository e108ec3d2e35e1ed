package dev.atoll.compiler;

import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.Model;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.stores.Store;
import dev.atoll.compiler.stores.WebStore;
import dev.atoll.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Each kind of model, as files that look like it to the fetch stage. */
enum Kinds {
  SAVED_MODEL(Map.of("saved_model.pb", "graph", "variables/variables.index", "index")),
  KERAS("model.keras", "a zip archive, see content()"),
  HDF5("model.h5", "\u0089HDF\r\n\u001a\n weights"),
  FROZEN_GRAPH("frozen.pb", "a graph"),
  TFLITE("model.tflite", "\u0020\0\0\0TFL3 quantised"),
  AUTO_ML(
      Map.of(
          "model.tflite",
          "\u0020\0\0\0TFL3 plain",
          "dict.txt",
          "daisy\nrose\n",
          "tflite_metadata.json",
          "{}")),
  AUTO_ML_EDGE_TPU(
      Map.of("edgetpu_model.tflite", "\u0020\0\0\0TFL3 compiled", "dict.txt", "daisy\nrose\n"));

  private final SortedMap<String, String> files;
  private final boolean folder;

  Kinds(Map<String, String> files) {
    this.files = new TreeMap<>(files);
    this.folder = true;
  }

  Kinds(String name, String content) {
    this.files = new TreeMap<>(Map.of(name, content));
    this.folder = false;
  }

  SortedMap<String, byte[]> content() throws Exception {
    SortedMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.ISO_8859_1)));
    if (this == KERAS) {
      bytes.put(
          files.firstKey(),
          WebStore.zip(
              new TreeMap<>(Map.of("config.json", "{}".getBytes(StandardCharsets.UTF_8)))));
    }
    return bytes;
  }

  /** Puts it there; returns its address. */
  String put(Store store) throws Exception {
    String name = name().toLowerCase(java.util.Locale.ROOT);
    SortedMap<String, byte[]> content = content();
    return folder
        ? store.folder(name, content)
        : store.file(name + "/" + content.firstKey(), content.firstEntry().getValue());
  }

  Model model(String uri) {
    return switch (this) {
      case SAVED_MODEL -> new CompileRequest.SavedModel(uri, null, null);
      case KERAS, HDF5 -> new CompileRequest.Keras(uri);
      case FROZEN_GRAPH ->
          new CompileRequest.FrozenGraph(
              uri, List.of(new CompileRequest.GraphInput("in", List.of(1, 4))), List.of("out"));
      case TFLITE -> new CompileRequest.Tflite(uri);
      case AUTO_ML, AUTO_ML_EDGE_TPU -> new CompileRequest.AutoMl(uri);
    };
  }

  Digest digest() throws Exception {
    SortedMap<String, byte[]> content = content();
    return folder
        ? Content.digestOf(
            content.entrySet().stream()
                .map(
                    f -> new Content.File(f.getKey(), f.getValue().length, Digest.of(f.getValue())))
                .toList())
        : Digest.of(content.firstEntry().getValue());
  }

  long size(String file) throws Exception {
    return Objects.requireNonNull(content().get(file)).length;
  }

  boolean labelled() {
    return this == AUTO_ML || this == AUTO_ML_EDGE_TPU;
  }

  boolean folder() {
    return folder;
  }
}
