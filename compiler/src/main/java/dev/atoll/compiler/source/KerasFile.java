package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Models of Keras in one file: a zip archive since Keras 3, HDF5 before. */
public final class KerasFile {
  /** As the HDF5 specification begins every file. */
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private KerasFile() {}

  /**
   * The name that Keras opens it by, {@code model.keras} or {@code model.h5}. An archive is checked
   * as if it were to be unpacked.
   *
   * @param uri where it came from, for messages
   * @throws RefusedException UnsupportedSource, TooLarge
   */
  public static String check(SourceUri uri, Path file) throws RefusedException, IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HDF5.length);
    }
    if (Archive.zip(head)) {
      Archive.open(uri, file, Limits.MODEL);
      return "model.keras";
    }
    if (Arrays.equals(head, HDF5)) {
      return "model.h5";
    }
    throw Trouble.unsupported(
        uri + " is neither a .keras nor an HDF5 file: save the model with model.save('x.keras')");
  }
}
