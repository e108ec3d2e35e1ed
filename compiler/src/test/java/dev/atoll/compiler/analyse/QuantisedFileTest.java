package dev.atoll.compiler.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.Quantization;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantisedFileTest {
  private static final int RELU = 19;

  @TempDir Path folder;

  /** One RELU from 'image' to 'score'. */
  private static TfliteModel relu(TensorType type, List<Integer> shape, List<Integer> signature) {
    Operator relu = new Operator(0, RELU, 1, List.of(0), List.of(1), null, Map.of());
    List<Tensor> tensors =
        List.of(
            tensor(0, "image", type, shape, signature), tensor(1, "score", type, shape, signature));
    Subgraph main = new Subgraph(0, "main", tensors, List.of(0), List.of(1), List.of(relu));
    return new TfliteModel(3, "", List.of(main), List.of(), 1);
  }

  private static Tensor tensor(
      int index, String name, TensorType type, List<Integer> shape, List<Integer> signature) {
    return new Tensor(
        index,
        name,
        type,
        shape,
        signature,
        Quantization.NONE,
        0,
        0,
        List.of(),
        null,
        false,
        false);
  }

  private static Refusal refused(Outcome<TfliteModel> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<TfliteModel>) outcome).refusal();
  }

  @Test
  void integersWithABatchOfOneAreTaken() {
    TfliteModel model = relu(TensorType.INT8, List.of(1, 4), List.of());
    assertThat(QuantisedFile.check(model)).isEqualTo(Outcome.done(model));
    TfliteModel signed = relu(TensorType.UINT8, List.of(1, 4), List.of(1, 4));
    assertThat(QuantisedFile.check(signed)).isEqualTo(Outcome.done(signed));
    TfliteModel open = relu(TensorType.INT8, List.of(1, 4), List.of(-1, 4));
    assertThat(QuantisedFile.check(open)).isEqualTo(Outcome.done(open));
  }

  @Test
  void aFloatIsNamedWithItsOperatorAndTensor() {
    Refusal refusal =
        refused(QuantisedFile.check(relu(TensorType.FLOAT32, List.of(1, 4), List.of())));
    assertThat(refusal.reason()).isEqualTo(Reason.NotQuantized);
    assertThat(refusal.message()).contains("RELU (operator 0)", "'image'", "FLOAT32[1,4]");
  }

  @Test
  void everyOtherBatchIsRefused() {
    List<TfliteModel> models =
        List.of(
            relu(TensorType.INT8, List.of(8, 4), List.of()),
            relu(TensorType.INT8, List.of(8, 4), List.of(-1, 4)),
            relu(TensorType.INT8, List.of(1, 1), List.of(1, -1)),
            relu(TensorType.INT8, List.of(), List.of()));
    for (TfliteModel model : models) {
      Refusal refusal = refused(QuantisedFile.check(model));
      assertThat(refusal.reason()).isEqualTo(Reason.UnsupportedSource);
      assertThat(refusal.message()).contains("'image'", "batch of 1");
    }
  }

  @Test
  void typesThatNoRequestCanCarryAreRefused() {
    assertThat(refused(QuantisedFile.check(relu(TensorType.INT16, List.of(1, 4), List.of()))))
        .returns(Reason.UnsupportedSource, Refusal::reason)
        .matches(r -> r.message().contains("INT16[1,4]"));
  }

  @Test
  void brokenFilesAreRefusedWithTheReason() throws Exception {
    Path file = Files.writeString(folder.resolve("model.tflite"), "PK, but no model");
    assertThat(refused(QuantisedFile.check(file)))
        .returns(Reason.UnsupportedSource, Refusal::reason)
        .returns(false, Refusal::retryable)
        .matches(r -> r.message().contains("TFL3"));
    Subgraph empty = new Subgraph(0, "main", List.of(), List.of(7), List.of(), List.of());
    TfliteModel dangling = new TfliteModel(3, "", List.of(empty), List.of(), 1);
    assertThat(refused(QuantisedFile.check(dangling)))
        .returns(Reason.UnsupportedSource, Refusal::reason)
        .matches(r -> r.message().contains("an input names tensor 7 of 0"));
  }

  @Test
  void aLongOrOddNameHidesNeitherTheCauseNorTheAdvice() {
    String name = "\u001b[2J" + "x".repeat(60_000);
    Operator relu = new Operator(0, RELU, 1, List.of(0), List.of(1), null, Map.of());
    List<Tensor> tensors =
        List.of(
            tensor(0, name, TensorType.FLOAT32, List.of(8, 4), List.of()),
            tensor(1, name, TensorType.FLOAT32, List.of(8, 4), List.of()));
    TfliteModel model =
        new TfliteModel(
            3,
            "",
            List.of(new Subgraph(0, "main", tensors, List.of(0), List.of(1), List.of(relu))),
            List.of(),
            1);
    assertThat(List.of(refused(QuantisedFile.check(model)), refused(QuantisedFile.edges(model))))
        .allSatisfy(no -> {
          assertThat(no.message()).hasSizeLessThan(600).doesNotContain("\u001b");
          assertThat(no.message()).contains("FLOAT32[8,4]").containsAnyOf("quantise", "batch of 1");
        });
  }

  @Test
  void inputsThatNobodyCanSendAreRefusedBeforeTheyAreMade() {
    TfliteModel model = relu(TensorType.INT8, List.of(1, 2_000_000_000), List.of());
    Outcome<Golden> golden = UnrunGolden.of(model);
    assertThat(golden)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            no -> {
              assertThat(no.refusal().reason()).isEqualTo(Reason.UnsupportedSource);
              assertThat(no.refusal().message()).contains("2000000000 bytes");
            });
  }
}
