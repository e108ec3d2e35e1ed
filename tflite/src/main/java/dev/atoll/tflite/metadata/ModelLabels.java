package dev.atoll.tflite.metadata;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.TfliteFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The names of the classes that a model carries with it: its metadata entry {@code TFLITE_METADATA}
 * names a file for an output tensor, which lies in a ZIP archive behind the model.
 *
 * @param file its name in the archive
 * @param labels in the order of the classes; as they stand in the file, so escape them where they
 *     are shown
 */
public record ModelLabels(String file, List<String> labels) {
  private static final String ENTRY = "TFLITE_METADATA";
  private static final String IDENTIFIER = "M001";
  private static final int TENSOR_AXIS_LABELS = 2;
  private static final int TENSOR_VALUE_LABELS = 3;

  /** The largest known vocabularies have some 20,000 classes. */
  private static final int MAX_LABELS = 200_000;

  private static final int MAX_LABEL = 1_000;

  /** Copies the list. */
  public ModelLabels {
    labels = List.copyOf(labels);
  }

  /**
   * Looks into a .tflite file, from the buffer's position to its limit; the buffer is not changed.
   *
   * @return empty when its metadata names no labels
   * @throws TfliteFormatException when the file is damaged, or the labels that it names are missing
   *     or too large (4 MiB, 200,000 lines, 1,000 characters a line); the model itself may be sound
   */
  public static Optional<ModelLabels> read(ByteBuffer bytes) throws TfliteFormatException {
    FlatFile file = new FlatFile(bytes);
    if (!identifier(file).equals("TFL3")) {
      throw new TfliteFormatException("this is no .tflite file: its bytes 4 to 7 are not TFL3");
    }
    Optional<String> name = labelFile(file);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    byte[] text =
        AppendedZip.read(file, name.get())
            .orElseThrow(() ->
                new TfliteFormatException(
                    "the model's metadata names the label file '"
                        + name.get()
                        + "', which is not appended to the model"));
    return Optional.of(new ModelLabels(name.get(), lines(text)));
  }

  private static String identifier(FlatFile file) throws TfliteFormatException {
    return file.size() < 8
        ? ""
        : new String(file.copy(4, 4, "the identifier"), StandardCharsets.ISO_8859_1);
  }

  private static Optional<String> labelFile(FlatFile file) throws TfliteFormatException {
    FlatTable model = FlatTable.root(file, "the model");
    for (FlatTable entry : model.tables(6, "metadata")) {
      if (entry.text(0).orElse("").equals(ENTRY)) {
        Optional<ByteRange> content = buffer(file, model, entry.u32(1));
        if (content.isPresent()) {
          return named(file.part(content.get(), "the metadata"));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ByteRange> buffer(FlatFile file, FlatTable model, long index)
      throws TfliteFormatException {
    List<FlatTable> buffers = model.tables(4, "buffer");
    if (index >= buffers.size()) {
      throw new TfliteFormatException(
          "the metadata names buffer %d of %d".formatted(index, buffers.size()));
    }
    FlatTable buffer = buffers.get((int) index);
    long offset = buffer.u64(1);
    if (offset == 0 || offset == 1) {
      return buffer.range(0);
    }
    ByteRange behind = new ByteRange(offset, buffer.u64(2));
    file.inside(behind.start(), behind.length(), "the metadata");
    return Optional.of(behind);
  }

  /** The first label file of an output tensor. */
  private static Optional<String> named(FlatFile metadata) throws TfliteFormatException {
    if (!identifier(metadata).equals(IDENTIFIER)) {
      throw new TfliteFormatException("the model's metadata does not begin with " + IDENTIFIER);
    }
    FlatTable root = FlatTable.root(metadata, "the metadata");
    for (FlatTable graph : root.tables(3, "the metadata of a subgraph")) {
      for (FlatTable tensor : graph.tables(3, "the metadata of an output")) {
        for (FlatTable associated : tensor.tables(6, "an associated file")) {
          int type = associated.i8(2, 0);
          if (type == TENSOR_AXIS_LABELS || type == TENSOR_VALUE_LABELS) {
            return associated.text(0);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(byte[] text) throws TfliteFormatException {
    List<String> lines =
        new String(text, StandardCharsets.UTF_8).lines().limit(MAX_LABELS + 1L).toList();
    if (lines.size() > MAX_LABELS || lines.stream().anyMatch(l -> l.length() > MAX_LABEL)) {
      throw new TfliteFormatException(
          "the label file has more than %d lines, or a line of more than %d characters"
              .formatted(MAX_LABELS, MAX_LABEL));
    }
    return lines;
  }
}
