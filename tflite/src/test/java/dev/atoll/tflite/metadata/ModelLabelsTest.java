package dev.atoll.tflite.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.testing.SharedModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLabelsTest {
  private static final byte[] THREE = "cat\r\ndög\n<script>\n".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void labelsOfTheOutputAreReadFromTheAppendedArchive(boolean deflated) throws Exception {
    byte[] file = join(model("labels.txt", 2), zip("labels.txt", THREE, deflated));

    assertThat(ModelLabels.read(ByteBuffer.wrap(file)))
        .hasValueSatisfying(l -> {
          assertThat(l.file()).isEqualTo("labels.txt");
          assertThat(l.labels()).containsExactly("cat", "dög", "<script>");
        });
  }

  @Test
  void aModelThatNamesNoLabelsHasNone() throws Exception {
    byte[] archive = zip("labels.txt", THREE, false);

    assertThat(ModelLabels.read(ByteBuffer.wrap(join(model(null, 0), archive)))).isEmpty();
    assertThat(ModelLabels.read(ByteBuffer.wrap(join(model("labels.txt", 1), archive)))).isEmpty();
  }

  @Test
  void labelsThatAreNamedButNotThereAreAnError() {
    refused(model("labels.txt", 2), "'labels.txt', which is not appended");
    refused(join(model("labels.txt", 2), zip("other", THREE, false)), "not appended");
  }

  @Test
  void aBombIsNotUnpacked() {
    byte[] bomb = zip("labels.txt", new byte[64 * 1024 * 1024], true);

    assertThat(bomb.length).isLessThan(100_000);
    refused(join(model("labels.txt", 2), bomb), "more than 4194304 bytes");
  }

  @Test
  void tooManyOrTooLongLinesAreRefused() {
    refused(
        join(model("l", 2), zip("l", "a\n".repeat(200_001).getBytes(StandardCharsets.UTF_8), true)),
        "200000 lines");
    refused(
        join(model("l", 2), zip("l", "a".repeat(1_001).getBytes(StandardCharsets.UTF_8), true)),
        "1000 characters");
  }

  @Test
  void aDamagedArchiveIsRefused() {
    byte[] model = model("labels.txt", 2);
    byte[] archive = zip("labels.txt", THREE, true);
    byte[] file = join(model, archive);
    file[model.length + 2] ^= 1;
    refused(file, "without its header");

    byte[] packed = join(model, archive);
    packed[model.length + 30 + "labels.txt".length()] = (byte) 0xff;
    refused(packed, "damaged");

    byte[] directory = join(model, archive);
    directory[new String(directory, StandardCharsets.ISO_8859_1).indexOf("PK\1\2")] = 0;
    refused(directory, "broken directory");
  }

  @Test
  void realModelsCarryTheirLabelsThroughTheCompiler() throws Exception {
    Path folder = SharedModels.folder().resolve("test_data");
    for (String file :
        new String[] {
          "mobilenet_v1_0.25_128_quant.tflite", "mobilenet_v1_0.25_128_quant_edgetpu.tflite"
        }) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)));
      assertThat(ModelLabels.read(bytes))
          .hasValueSatisfying(l -> {
            assertThat(l.file()).isEqualTo("imagenet_labels.txt");
            assertThat(l.labels()).hasSize(1001).startsWith("background", "tench, Tinca tinca");
          });
    }
    assertThat(
            ModelLabels.read(
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("keras_lstm_mnist_ptq.tflite")))))
        .isEmpty();
  }

  private static void refused(byte[] file, String because) {
    assertThatThrownBy(() -> ModelLabels.read(ByteBuffer.wrap(file)))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining(because);
  }

  /** A model with metadata that names a file of that type for its output. */
  static byte[] model(@Nullable String labelFile, int type) {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int data = b.createByteVector(metadata(labelFile == null ? "x" : labelFile, type));
    b.startTable(3);
    b.addOffset(0, data, 0);
    int buffer = b.endTable();
    b.startTable(3);
    int empty = b.endTable();
    int buffers = b.createVectorOfTables(new int[] {empty, buffer});
    int name = b.createString(labelFile == null ? "min_runtime_version" : "TFLITE_METADATA");
    b.startTable(2);
    b.addOffset(0, name, 0);
    b.addInt(1, 1, 0);
    int entries = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.addOffset(4, buffers, 0);
    b.addOffset(6, entries, 0);
    b.finish(b.endTable(), "TFL3");
    return b.sizedByteArray();
  }

  private static byte[] metadata(String file, int type) {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int name = b.createString(file);
    b.startTable(5);
    b.addOffset(0, name, 0);
    b.addByte(2, (byte) type, 0);
    int files = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(7);
    b.addOffset(6, files, 0);
    int tensors = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(8);
    b.addOffset(3, tensors, 0);
    int graphs = b.createVectorOfTables(new int[] {b.endTable()});
    b.startTable(8);
    b.addOffset(3, graphs, 0);
    b.finish(b.endTable(), "M001");
    return b.sizedByteArray();
  }

  static byte[] zip(String name, byte[] content, boolean deflated) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(name);
      if (!deflated) {
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
      }
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
