package dev.atoll.compiler.automl;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Cloud AutoML Vision exports for edge devices: {@code model.tflite} or {@code
 * edgetpu_model.tflite}, {@code dict.txt} with a label a line, and {@code tflite_metadata.json}.
 * Files are told by their content, not by their names.
 *
 * @param model the .tflite file, plain or compiled for the Edge TPU
 * @param labels the file of labels as it was exported, null when there is none
 */
public record Export(Path model, @Nullable Path labels) {
  private static final byte[] IDENTIFIER = "TFL3".getBytes(StandardCharsets.US_ASCII);
  private static final int IDENTIFIER_AT = 4;
  private static final List<String> LABELS = List.of("dict.txt", "labels.txt");

  /** Finds the model in a fetched folder, or refuses with UnsupportedSource. */
  public static Export in(Path folder) throws RefusedException, IOException {
    List<Path> models = models(folder);
    if (models.isEmpty()) {
      throw unsupported(
          "holds no .tflite file: export the model for edge devices (TF Lite or Edge TPU); an export"
              + " as SavedModel is source.savedModel");
    }
    if (models.size() > 1) {
      throw unsupported(
          "holds %d .tflite files: name the folder of one export".formatted(models.size()));
    }
    Path model = models.getFirst();
    return new Export(model, labels(Objects.requireNonNull(model.getParent())).orElse(null));
  }

  private static List<Path> models(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Path> models = new java.util.ArrayList<>();
    for (Path file : files) {
      if (tflite(file)) {
        models.add(file);
      }
    }
    return models;
  }

  private static boolean tflite(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(IDENTIFIER_AT + IDENTIFIER.length);
      return head.length == IDENTIFIER_AT + IDENTIFIER.length
          && Arrays.equals(Arrays.copyOfRange(head, IDENTIFIER_AT, head.length), IDENTIFIER);
    }
  }

  private static Optional<Path> labels(Path folder) {
    return LABELS.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static RefusedException unsupported(String what) {
    return new RefusedException(
        Reason.UnsupportedSource, "the folder of source.autoML.uri " + what);
  }
}
