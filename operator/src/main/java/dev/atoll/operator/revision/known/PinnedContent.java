package dev.atoll.operator.revision.known;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.Evaluation;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.api.v1alpha1.Source;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What decides what a compile makes, and whether that is enough: content and options, and neither
 * names nor URIs. Equal ones have one artifact.
 *
 * @param options a spec without all else
 */
record PinnedContent(ModelRevisionSpec options, Inputs inputs) {

  /** Of a revision that is asked for; empty unless all its data is pinned. */
  static Optional<PinnedContent> asked(ModelRevisionSpec spec) {
    var source = spec.source().digest();
    var calibration = calibration(spec);
    var evaluation = spec.evaluation();
    if (source == null
        || (calibration != null && calibration.digest() == null)
        || (evaluation != null && evaluation.digest() == null)) return Optional.empty();
    return Optional.of(
        new PinnedContent(
            options(spec),
            new Inputs(
                source,
                calibration == null ? null : calibration.digest(),
                evaluation == null ? null : evaluation.digest())));
  }

  /** Of a revision that is Ready: what was fetched for it, whether it was pinned or not. */
  static Optional<PinnedContent> made(ModelRevision revision) {
    var status = revision.getStatus();
    if (status == null || status.phase() != Phase.Ready || status.inputs() == null)
      return Optional.empty();
    return Optional.of(new PinnedContent(options(revision.getSpec()), status.inputs()));
  }

  /** Nothing that tells how to quantise changes a model that is quantised already. */
  private static @Nullable Calibration calibration(ModelRevisionSpec spec) {
    return spec.source().needsCalibration() ? spec.calibration() : null;
  }

  private static ModelRevisionSpec options(ModelRevisionSpec spec) {
    var calibration = calibration(spec);
    var evaluation = spec.evaluation();
    return new ModelRevisionSpec(
        "",
        nowhere(spec.source()),
        calibration == null
            ? null
            : new Calibration("", calibration.samples(), calibration.pixels(), null),
        spec.source().needsCalibration() ? spec.quantization() : null,
        evaluation == null
            ? null
            : new Evaluation(
                "", evaluation.metric(), evaluation.minimum(), evaluation.maxDrop(), null),
        spec.variants(),
        spec.edgeTpu(),
        null);
  }

  private static Source nowhere(Source source) {
    var saved = source.savedModel();
    var graph = source.frozenGraph();
    return new Source(
        saved == null ? null : new Source.SavedModel("", saved.signature(), saved.tags()),
        source.keras() == null ? null : new Source.Keras(""),
        graph == null ? null : new Source.FrozenGraph("", graph.inputs(), graph.outputs()),
        source.tflite() == null ? null : new Source.Tflite(""),
        source.autoML() == null ? null : new Source.AutoML(""),
        source.zoo(),
        null,
        null);
  }
}
