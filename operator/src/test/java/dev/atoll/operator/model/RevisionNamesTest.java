package dev.atoll.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.DeviceSelector;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeTpu;
import dev.atoll.api.v1alpha1.Evaluation;
import dev.atoll.api.v1alpha1.Quantization;
import dev.atoll.api.v1alpha1.Serving;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.VariantKind;
import dev.atoll.operator.TestSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevisionNamesTest {
  private static final String URI = "s3://models/digits/1";

  private static EdgeModel model(
      Source.SavedModel source,
      @Nullable Integer samples,
      @Nullable Quantization quantization,
      @Nullable Evaluation evaluation,
      @Nullable Serving serving) {
    var model = new EdgeModel();
    model.getMetadata().setName("digits");
    model.setSpec(
        TestSpec.of(Source.of(source))
            .calibration(new Calibration("s3://c.npz", samples))
            .quantization(quantization)
            .evaluation(evaluation)
            .devices(new DeviceSelector(Map.of("site", "harbour"), null))
            .serving(serving)
            .build());
    return model;
  }

  private static EdgeModel plain() {
    return model(new Source.SavedModel(URI, null, null), null, null, null, null);
  }

  private static String p99(String target) {
    var serving = new Serving(new Serving.LatencyTarget(target));
    return RevisionNames.name(
        model(new Source.SavedModel(URI, null, null), null, null, null, serving));
  }

  private static String minimum(String minimum) {
    return evaluation(new Evaluation("s3://e.npz", null, minimum, null, null));
  }

  private static String evaluation(Evaluation evaluation) {
    return RevisionNames.name(
        model(new Source.SavedModel(URI, null, null), null, null, evaluation, null));
  }

  @Test
  void nameIsTheModelAndTenHexDigits() {
    assertThat(RevisionNames.name(plain())).matches("digits-[0-9a-f]{10}");
    // a name that changes between releases would roll every fleet
    assertThat(RevisionNames.name(plain())).isEqualTo("digits-65e5f46043");
  }

  @Test
  void defaultWrittenOutIsTheSameRevision() {
    var explicit =
        model(
            new Source.SavedModel(URI, "serving_default", List.of("serve")),
            200,
            new Quantization(Quantization.Io.UInt8),
            null,
            new Serving(null));
    assertThat(RevisionNames.name(explicit)).isEqualTo(RevisionNames.name(plain()));
    assertThat(RevisionNames.spec(explicit)).isEqualTo(RevisionNames.spec(plain()));
  }

  @Test
  void sameNumberInAnotherFormIsTheSameRevision() {
    assertThat(p99("1000ms")).isEqualTo(p99("1s"));
    assertThat(minimum("0.9")).isEqualTo(minimum("0.90"));
  }

  @Test
  void whateverIsAskedDifferentlyIsAnother() {
    var names =
        List.of(
            RevisionNames.name(plain()),
            RevisionNames.name(
                model(new Source.SavedModel(URI + "2", null, null), null, null, null, null)),
            RevisionNames.name(
                model(new Source.SavedModel(URI, "other", null), null, null, null, null)),
            RevisionNames.name(
                model(new Source.SavedModel(URI, null, null), 100, null, null, null)),
            RevisionNames.name(
                model(
                    new Source.SavedModel(URI, null, null),
                    null,
                    new Quantization(Quantization.Io.Int8),
                    null,
                    null)),
            RevisionNames.name(
                model(
                    new Source.SavedModel(URI, null, null),
                    null,
                    new Quantization(null, Quantization.DenseWeights.PerTensor),
                    null,
                    null)),
            evaluation(new Evaluation("s3://e.npz", null, "0.9", null, "sha256:" + "1".repeat(64))),
            p99("20ms"),
            p99("21ms"),
            minimum("0.9"),
            minimum("0.91"));
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void whereAndHowItIsRolledOutDoesNotCount() {
    var elsewhere = plain();
    elsewhere.setSpec(
        TestSpec.like(elsewhere.getSpec())
            .devices(new DeviceSelector(null, null))
            .paused(true)
            .retry("1")
            .build());
    assertThat(RevisionNames.name(elsewhere)).isEqualTo(RevisionNames.name(plain()));
  }

  private static String of(Source source) {
    var model = plain();
    model.setSpec(model.getSpec().withSource(source));
    return RevisionNames.name(model);
  }

  @Test
  void eachKindOfSourceIsAnother() {
    var graph =
        new Source.FrozenGraph(
            URI, List.of(new Source.GraphInput("in", List.of(1, 4))), List.of("out"));
    var wider =
        new Source.FrozenGraph(
            URI, List.of(new Source.GraphInput("in", List.of(1, 8))), List.of("out"));
    var names =
        List.of(
            of(Source.of(new Source.SavedModel(URI, null, null))),
            of(new Source(null, new Source.Keras(URI), null, null, null, null, null, null)),
            of(new Source(null, null, graph, null, null, null, null, null)),
            of(new Source(null, null, wider, null, null, null, null, null)),
            of(Source.of(new Source.Tflite(URI))),
            of(new Source(null, null, null, null, new Source.AutoML(URI), null, null, null)),
            of(Source.of(new Source.Zoo("digits"))),
            of(
                new Source(
                    null,
                    null,
                    null,
                    new Source.Tflite(URI),
                    null,
                    null,
                    null,
                    new Source.SecretRef("key"))));
    assertThat(names).doesNotHaveDuplicates();
    // as before there were other kinds
    assertThat(of(Source.of(new Source.Tflite(URI)))).isEqualTo("digits-0059354e98");
  }

  private static String compiledFor(
      @Nullable List<VariantKind> variants, @Nullable EdgeTpu edgeTpu) {
    var model = plain();
    model.setSpec(TestSpec.like(model.getSpec()).variants(variants, edgeTpu).build());
    return RevisionNames.name(model);
  }

  @Test
  void variantsNameOnlyWhatAsksForOthersThanTheCpu() {
    var both = List.of(VariantKind.EdgeTpu, VariantKind.Cpu);
    var plain = RevisionNames.name(plain());
    assertThat(compiledFor(null, null)).isEqualTo(plain);
    assertThat(compiledFor(List.of(VariantKind.Cpu), null)).isEqualTo(plain);
    assertThat(compiledFor(null, new EdgeTpu(null, null))).isEqualTo(plain);
    assertThat(compiledFor(both, null)).isEqualTo(compiledFor(both.reversed(), null));
    assertThat(
            List.of(
                plain,
                compiledFor(both, null),
                compiledFor(List.of(VariantKind.EdgeTpu), null),
                compiledFor(both, new EdgeTpu(13, null)),
                compiledFor(both, new EdgeTpu(14, null)),
                compiledFor(both, new EdgeTpu(null, "95%"))))
        .doesNotHaveDuplicates();
  }
}
