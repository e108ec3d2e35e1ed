package dev.atoll.operator;

import dev.atoll.api.v1alpha1.Calibration;
import dev.atoll.api.v1alpha1.DeviceSelector;
import dev.atoll.api.v1alpha1.EdgeModelSpec;
import dev.atoll.api.v1alpha1.EdgeTpu;
import dev.atoll.api.v1alpha1.Evaluation;
import dev.atoll.api.v1alpha1.Quantization;
import dev.atoll.api.v1alpha1.Serving;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.VariantKind;
import dev.atoll.api.v1alpha1.Wave;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a test wants of a model's spec; all else is as it was, or absent. */
public final class TestSpec {
  private Source source;
  private @Nullable Calibration calibration;
  private @Nullable Quantization quantization;
  private @Nullable Evaluation evaluation;
  private @Nullable List<VariantKind> variants;
  private @Nullable EdgeTpu edgeTpu;
  private DeviceSelector devices = new DeviceSelector(null, null);
  private @Nullable Serving serving;
  private EdgeModelSpec.@Nullable Rollout rollout;
  private @Nullable Boolean paused;
  private @Nullable String pinned;
  private @Nullable String retry;

  private TestSpec(Source source) {
    this.source = source;
  }

  /** For all devices, and nothing but this source. */
  public static TestSpec of(Source source) {
    return new TestSpec(source);
  }

  /** Of a saved model, which comes with calibration data. */
  public static TestSpec savedModel(String uri) {
    return of(Source.of(new Source.SavedModel(uri, null, null)))
        .calibration(new Calibration("s3://models/calibration.npz", null));
  }

  /** The same as this one, to begin with. */
  public static TestSpec like(EdgeModelSpec spec) {
    var same = of(spec.source());
    same.calibration = spec.calibration();
    same.quantization = spec.quantization();
    same.evaluation = spec.evaluation();
    same.variants = spec.variants();
    same.edgeTpu = spec.edgeTpu();
    same.devices = spec.devices();
    same.serving = spec.serving();
    same.rollout = spec.rollout();
    same.paused = spec.paused();
    same.pinned = spec.pinnedRevision();
    same.retry = spec.retry();
    return same;
  }

  public TestSpec calibration(@Nullable Calibration wanted) {
    calibration = wanted;
    return this;
  }

  public TestSpec quantization(@Nullable Quantization wanted) {
    quantization = wanted;
    return this;
  }

  public TestSpec evaluation(@Nullable Evaluation wanted) {
    evaluation = wanted;
    return this;
  }

  public TestSpec variants(@Nullable List<VariantKind> wanted, @Nullable EdgeTpu compiled) {
    variants = wanted;
    edgeTpu = compiled;
    return this;
  }

  public TestSpec devices(DeviceSelector wanted) {
    devices = wanted;
    return this;
  }

  public TestSpec serving(@Nullable Serving wanted) {
    serving = wanted;
    return this;
  }

  public TestSpec waves(List<Wave> wanted) {
    rollout = new EdgeModelSpec.Rollout(wanted);
    return this;
  }

  public TestSpec paused(boolean wanted) {
    paused = wanted;
    return this;
  }

  public TestSpec pinned(@Nullable String revision) {
    pinned = revision;
    return this;
  }

  public TestSpec retry(@Nullable String word) {
    retry = word;
    return this;
  }

  public EdgeModelSpec build() {
    return new EdgeModelSpec(
        source,
        calibration,
        quantization,
        evaluation,
        variants,
        edgeTpu,
        devices,
        serving,
        rollout,
        paused,
        pinned,
        retry);
  }
}
