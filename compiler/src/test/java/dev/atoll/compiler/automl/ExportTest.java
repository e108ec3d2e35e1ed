package dev.atoll.compiler.automl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {
  @TempDir Path folder;

  private Path write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Refusal refused() {
    return catchThrowableOfType(RefusedException.class, () -> Export.in(folder)).refusal();
  }

  private Refusal refused(Path labels) {
    return catchThrowableOfType(
            RefusedException.class, () -> Labels.copy(labels, folder.resolve("to")))
        .refusal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model.tflite", "edgetpu_model.tflite", "icn/2020-05-05/edgetpu_model.bin"})
  void findsTheModelByItsContentAndTheLabelsBesideIt(String name) throws Exception {
    Path model = write(name, "\u001c\0\0\0TFL3...");
    Path labels = write(Path.of(name).resolveSibling("dict.txt").toString(), "daisy\n");
    write("tflite_metadata.json", "{}");
    write("other.tflite", "no model");
    assertThat(Export.in(folder)).isEqualTo(new Export(model, labels));
  }

  @Test
  void labelsMayBeMissing() throws Exception {
    write("model.tflite", "\u001c\0\0\0TFL3...");
    assertThat(Export.in(folder).labels()).isNull();
  }

  @Test
  void refusesAFolderWithoutAModelAndWithSeveral() throws Exception {
    write("saved_model.pb", "x");
    assertThat(refused())
        .returns(Reason.UnsupportedSource, Refusal::reason)
        .returns(true, r -> r.message().contains("source.savedModel"));
    write("a.tflite", "\u001c\0\0\0TFL3");
    write("b.tflite", "\u001c\0\0\0TFL3");
    assertThat(refused().message()).contains("2 .tflite files");
  }

  @Test
  void labelsGetOneForm() throws Exception {
    Path labels = write("dict.txt", "daisy\r\ntulipán\r\n\r\nrose");
    Labels.copy(labels, folder.resolve("to"));
    assertThat(folder.resolve("to")).hasContent("daisy\ntulipán\n\nrose\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb\u001b[31mred\n", "a\0b"})
  void refusesLabelsThatAreNone(String content) throws Exception {
    assertThat(refused(write("dict.txt", content)).reason()).isEqualTo(Reason.UnsupportedSource);
  }

  @Test
  void refusesLabelsThatAreNoTextOrTooLong() throws Exception {
    Path binary = folder.resolve("dict.txt");
    Files.write(binary, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refused(binary).message()).contains("UTF-8");
    assertThat(refused(write("dict.txt", "x".repeat(600))).message()).contains("line 1");
    assertThat(refused(write("dict.txt", "x\n".repeat(600_000))).message()).contains("bytes");
  }
}
