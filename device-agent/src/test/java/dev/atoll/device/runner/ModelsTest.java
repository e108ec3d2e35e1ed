package dev.atoll.device.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.device.TestModels;
import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.Request;
import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real interpreter. */
class ModelsTest {
  @TempDir Path folder;
  private final Models models = new Models(new CpuAccelerator());

  private Reply load(String id, Path file) {
    return models.handle(new Request.Load(id, file.toString(), 1));
  }

  private Reply infer(String id, ByteBuffer... inputs) {
    return models.handle(new Request.Infer(id, List.of(inputs)));
  }

  private static Reply.Cause cause(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).cause();
  }

  @Test
  void aModelTellsItsTensorsAndComputes() {
    Reply loaded = load("a", TestModels.path("plus1"));
    assertThat(loaded)
        .isEqualTo(
            new Reply.Loaded(
                List.of(new TensorSpec(TestModels.INPUT, DataType.FP32, List.of(1, 4), 0, 0)),
                List.of(new TensorSpec(TestModels.OUTPUT, DataType.FP32, List.of(1, 4), 0, 0)),
                "TfLite 2.21.0 XNNPACK"));
    Reply.Inferred answer = (Reply.Inferred) infer("a", TestModels.bytes(1, 2, 3, 4));
    assertThat(answer.outputs()).containsExactly(TestModels.bytes(2, 3, 4, 5));
    assertThat(answer.nanos()).isPositive();
  }

  @Test
  void aQuantisedModelTellsItsSteps() {
    Reply.Loaded loaded = (Reply.Loaded) load("a", TestModels.path("dense"));
    TensorSpec out = loaded.outputs().getFirst();
    assertThat(out.datatype()).isEqualTo(DataType.UINT8);
    assertThat(out.scale()).isEqualTo(1 / 256f);
    assertThat(infer("a", ByteBuffer.allocate(8))).isInstanceOf(Reply.Inferred.class);
  }

  @Test
  void twoModelsOfOneFileAreApart() {
    load("a", TestModels.path("plus1"));
    load("b", TestModels.path("plus2"));
    infer("b", TestModels.bytes(9, 9, 9, 9));
    Reply.Inferred a = (Reply.Inferred) infer("a", TestModels.bytes(0, 0, 0, 0));
    assertThat(a.outputs()).containsExactly(TestModels.bytes(1, 1, 1, 1));
  }

  @Test
  void inputsOfAnotherSizeOrNumberAreRefused() {
    load("a", TestModels.path("plus1"));
    assertThat(cause(infer("a", TestModels.bytes(1, 2, 3)))).isEqualTo(Reply.Cause.BadRequest);
    assertThat(cause(infer("a", TestModels.bytes(1, 2, 3, 4, 5))))
        .isEqualTo(Reply.Cause.BadRequest);
    assertThat(cause(infer("a"))).isEqualTo(Reply.Cause.BadRequest);
  }

  @Test
  void unknownTwiceLoadedAndUnloadedModelsAreRefused() {
    assertThat(cause(infer("a"))).isEqualTo(Reply.Cause.UnknownModel);
    load("a", TestModels.path("plus1"));
    assertThat(cause(load("a", TestModels.path("plus1")))).isEqualTo(Reply.Cause.BadRequest);
    assertThat(models.handle(new Request.Unload("a"))).isEqualTo(new Reply.Unloaded());
    assertThat(cause(infer("a", TestModels.bytes(1, 2, 3, 4)))).isEqualTo(Reply.Cause.UnknownModel);
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws Exception {
    Path rubbish = Files.write(folder.resolve("rubbish"), new byte[4096]);
    assertThat(cause(load("a", rubbish))).isEqualTo(Reply.Cause.LoadFailed);
    assertThat(cause(load("a", folder.resolve("absent")))).isEqualTo(Reply.Cause.LoadFailed);
    byte[] cut = Files.readAllBytes(TestModels.path("plus1"));
    Path half = Files.write(folder.resolve("half"), java.util.Arrays.copyOf(cut, cut.length / 2));
    assertThat(cause(load("a", half))).isEqualTo(Reply.Cause.LoadFailed);
  }

  @Test
  void aModelThatXnnpackRefusesRunsWithoutIt() {
    Path refused = SharedModels.file("edgetpu/deeplabv3_mnv2_pascal_quant.tflite");
    Reply.Loaded loaded = (Reply.Loaded) load("a", refused);
    assertThat(loaded.kernels()).contains("without XNNPACK");
  }

  @Test
  void aCompiledModelWithoutItsAcceleratorIsRefused() {
    Path compiled = SharedModels.file("edgetpu/mobilenet_v1_0.25_128_quant_edgetpu.tflite");
    assertThat(cause(load("a", compiled))).isEqualTo(Reply.Cause.LoadFailed);
  }
}
