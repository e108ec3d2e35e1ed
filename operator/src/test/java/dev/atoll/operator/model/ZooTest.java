package dev.atoll.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.operator.TestSpec;
import dev.atoll.operator.model.Zoo.Resolution;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooTest {
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final String GOOD =
      """
      kind: tflite
      uri: https://models.example/mobilenet.tflite
      digest: %s
      description: MobileNet V2, 224 × 224, 1000 classes of ImageNet
      """
          .formatted(DIGEST);

  private static EdgeModel model(Source source, @Nullable Calibration calibration) {
    var model = new EdgeModel();
    model.getMetadata().setName("digits");
    model.setSpec(TestSpec.of(source).calibration(calibration).build());
    return model;
  }

  private static EdgeModel mobilenet() {
    return model(Source.of(new Source.Zoo("mobilenet")), null);
  }

  private static Source resolved(EdgeModel model, String yaml) {
    var resolution = Zoo.resolve(model, Map.of("mobilenet", yaml));
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).model().getSpec().source();
  }

  private static ZooRefusal refused(EdgeModel model, Map<String, String> entries) {
    var resolution = Zoo.resolve(model, entries);
    assertThat(resolution).isInstanceOf(ZooRefusal.class);
    return (ZooRefusal) resolution;
  }

  @Test
  void anEntryStandsForItsAddressAndDigest() {
    assertThat(resolved(mobilenet(), GOOD))
        .isEqualTo(
            new Source(
                null,
                null,
                null,
                new Source.Tflite("https://models.example/mobilenet.tflite"),
                null,
                null,
                DIGEST,
                null));
  }

  @Test
  void theCredentialsAreThoseOfTheModelsNamespace() {
    var secret = new Source.SecretRef("key");
    var asked =
        model(
            new Source(null, null, null, null, null, new Source.Zoo("mobilenet"), null, secret),
            null);
    assertThat(resolved(asked, GOOD).credentialsSecretRef()).isEqualTo(secret);
  }

  @Test
  void anEntryThatChangesIsAnotherRevisionAndThePersonsOwnSourceIsTheSame() {
    var first = Zoo.effective(mobilenet(), Map.of("mobilenet", GOOD));
    var second = Zoo.effective(mobilenet(), Map.of("mobilenet", GOOD.replace(":0", ":1")));
    var same = Zoo.effective(mobilenet(), Map.of("mobilenet", GOOD + "\n", "other", GOOD));
    assertThat(RevisionNames.name(second)).isNotEqualTo(RevisionNames.name(first));
    assertThat(RevisionNames.name(same)).isEqualTo(RevisionNames.name(first));
    var own = model(resolved(mobilenet(), GOOD), null);
    assertThat(RevisionNames.name(own)).isEqualTo(RevisionNames.name(first));
    assertThat(Zoo.effective(own, Map.of())).isSameAs(own);
  }

  @Test
  void aFrozenGraphComesWithItsEdges() {
    var yaml =
        GOOD.replace("kind: tflite", "kind: frozenGraph")
            + "inputs: [{name: 'input:0', shape: [-1, 224, 224, 3]}]\noutputs: [Softmax]\n";
    var asked = model(Source.of(new Source.Zoo("mobilenet")), new Calibration("s3://c.npz", null));
    assertThat(resolved(asked, yaml).frozenGraph())
        .isEqualTo(
            new Source.FrozenGraph(
                "https://models.example/mobilenet.tflite",
                List.of(new Source.GraphInput("input:0", List.of(-1, 224, 224, 3))),
                List.of("Softmax")));
  }

  @Test
  void aFloatingModelNeedsCalibration() {
    var keras = GOOD.replace("kind: tflite", "kind: keras");
    var refused = refused(mobilenet(), Map.of("mobilenet", keras));
    assertThat(refused.reason()).isEqualTo("CalibrationInvalid");
    assertThat(refused.message()).contains("calibration.uri");
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() {
    assertThat(refused(mobilenet(), Map.of("resnet", GOOD, "inception", GOOD)))
        .isEqualTo(
            new ZooRefusal(
                "ZooEntryNotFound", "the zoo has no entry 'mobilenet'; it has inception, resnet"));
    assertThat(refused(mobilenet(), Map.of()).message()).contains("ConfigMap is missing or empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: tflite | kind: onnx | onnx",
        "kind: tflite | size: 1 | unknown field 'size'",
        "kind: tflite | tags: [] | kind is one of",
        "digest: | hash: | unknown field 'hash'",
        "sha256:0 | sha512:0 | digest is sha256",
        "https://models | https://me:pw@models | uri is an address",
        "https://models | ftp://models | uri is an address",
        "kind: tflite | kind: frozenGraph | inputs",
        "uri: | 'uri: [1, 2] #' | uri has a value of another type",
        "digest: | # digest: | digest is sha256",
      })
  void anEntryThatIsNoneIsSaidToBe(String good, String bad, String sentence) {
    assertThat(GOOD).contains(good);
    var refused = refused(mobilenet(), Map.of("mobilenet", GOOD.replace(good, bad)));
    assertThat(refused.reason()).isEqualTo("ZooEntryInvalid");
    assertThat(refused.message()).containsIgnoringCase(sentence);
    assertThat(refused.message().lines()).hasSize(1);
    assertThat(refused(mobilenet(), Map.of("mobilenet", "")).reason()).isEqualTo("ZooEntryInvalid");
  }
}
