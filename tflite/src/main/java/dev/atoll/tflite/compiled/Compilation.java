package dev.atoll.tflite.compiled;

import dev.atoll.tflite.MappedFile;
import dev.atoll.tflite.TfliteFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Whether a .tflite file went through {@code edgetpu_compiler}, and what it holds then. */
public sealed interface Compilation {
  /** The name of the compiler's operator. */
  String CUSTOM_OPERATOR = "edgetpu-custom-op";

  /** It holds nothing for an Edge TPU. Another accelerator's compiler may have made it. */
  record NotCompiled() implements Compilation {}

  /** It is compiled. */
  record Compiled(CompiledPackage contents) implements Compilation {}

  /**
   * It is compiled, in a layout of 2019 whose package has another form: which operators run where
   * is known, the package's figures are not.
   *
   * @param message a sentence for people
   */
  record UnreadableLayout(String message) implements Compilation {}

  /**
   * Looks into a .tflite file, from the buffer's position to its limit; the buffer is not changed.
   *
   * @throws TfliteFormatException when the file, or the package in it, is damaged
   */
  static Compilation read(ByteBuffer file) throws TfliteFormatException {
    return PackageReader.read(file);
  }

  /**
   * Looks into a .tflite file, mapped and not copied; it must not be truncated meanwhile.
   *
   * @throws TfliteFormatException when the file, or the package in it, is damaged
   * @throws IOException when the file cannot be read
   */
  static Compilation read(Path file) throws IOException, TfliteFormatException {
    return MappedFile.read(file, Compilation::read);
  }
}
