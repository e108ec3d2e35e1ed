package dev.atoll.tflite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The structure of a .tflite file, without its weights.
 *
 * @param version of the schema, 3
 * @param buffers how many data buffers the file has
 */
public record TfliteModel(
    int version,
    String description,
    List<Subgraph> subgraphs,
    List<Signature> signatures,
    int buffers) {

  /** Copies the lists. */
  public TfliteModel {
    subgraphs = List.copyOf(subgraphs);
    signatures = List.copyOf(signatures);
  }

  /**
   * Reads from the buffer's position to its limit; the buffer is not changed. Structure only: ask
   * {@link RangeCheck} whether indices, shapes and sizes agree.
   *
   * @throws TfliteFormatException for anything that is no sound file
   */
  public static TfliteModel read(ByteBuffer bytes) throws TfliteFormatException {
    return ModelReader.read(bytes);
  }

  /**
   * Reads a file, mapped and not copied; it must not be truncated meanwhile.
   *
   * @throws TfliteFormatException for anything that is no sound file
   * @throws IOException when the file cannot be read
   */
  public static TfliteModel read(Path file) throws IOException, TfliteFormatException {
    return MappedFile.read(file, TfliteModel::read);
  }

  /** The subgraph that is invoked. */
  public Subgraph main() {
    return subgraphs.getFirst();
  }
}
