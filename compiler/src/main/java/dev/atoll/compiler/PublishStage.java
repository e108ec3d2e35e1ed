package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Accuracy;
import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.adapt.EdgeTpuInput;
import dev.atoll.compiler.edgetpu.EdgeTpuCompiler;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.CarriedLabels;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.PackedArtifact;
import dev.atoll.oci.artifact.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Packs what the earlier stages made and pushes it. */
final class PublishStage {
  private static final String NO_DROP =
      "the source was quantised already: without its float model no drop can be measured, and"
          + " maxDrop is not checked";

  private final Publisher publisher;
  private final Version version;
  private final Consumer<String> progress;

  PublishStage(Publisher publisher, Version version, Consumer<String> progress) {
    this.publisher = publisher;
    this.version = version;
    this.progress = progress;
  }

  Outcome<CompileResult> run(
      Fetched fetched, ConvertStage.Result made, EdgeTpuCompiler.@Nullable Result edgeTpu)
      throws IOException, InterruptedException {
    return Target.check(fetched.request().evaluation(), made.converted().measured())
        .then(accuracy ->
            packed(fetched, made, edgeTpu)
                .then(packed -> {
                  progress.accept("publish");
                  return publisher
                      .publish(packed)
                      .then(digest ->
                          Outcome.done(
                              result(
                                  fetched, made, edgeTpu, packed, digest, accuracy.orElse(null))));
                }));
  }

  // The checker does not see the annotation of an array in another module: labels may be null.
  @SuppressWarnings("NullAway")
  private Outcome<PackedArtifact> packed(
      Fetched fetched, ConvertStage.Result made, EdgeTpuCompiler.@Nullable Result edgeTpu)
      throws IOException {
    progress.accept("package");
    SortedMap<String, Path> variants = variants(fetched, made, edgeTpu);
    byte[] log =
        edgeTpu == null || edgeTpu.log().isEmpty()
            ? null
            : edgeTpu.log().getBytes(StandardCharsets.UTF_8);
    try {
      return Outcome.done(
          PackedArtifact.pack(
              new ArtifactContent(
                  fetched.request().model(),
                  version.name(),
                  key(fetched, made.converted()),
                  "int8",
                  variants,
                  made.converted().golden(),
                  report(fetched, made, edgeTpu, variants).toBytes(),
                  CarriedLabels.of(fetched.labels(), made.converted().model()).orElse(null),
                  log,
                  edgeTpu == null
                      ? Map.of()
                      : Map.of(VariantKind.EdgeTpu.name(), edgeTpu.compilation().masked()))));
    } catch (OciException e) {
      return Outcome.refused(
          Refusal.last(Reason.InternalError, "the artifact cannot be packed: " + e.getMessage()));
    }
  }

  /** The CPU gets the 8-bit model as the converter wrote it, whatever the other compiler got. */
  private static SortedMap<String, Path> variants(
      Fetched fetched, ConvertStage.Result made, EdgeTpuCompiler.@Nullable Result edgeTpu) {
    SortedMap<String, Path> variants = new TreeMap<>();
    boolean compiledBefore = edgeTpu != null && edgeTpu.compilation().compiler() == null;
    if (fetched.request().wants(VariantKind.Cpu) && !compiledBefore) {
      variants.put(Variant.CPU, made.converted().model());
    }
    if (edgeTpu != null) {
      variants.put(VariantKind.EdgeTpu.name(), edgeTpu.file());
    }
    return variants;
  }

  private Report report(
      Fetched fetched,
      ConvertStage.Result made,
      EdgeTpuCompiler.@Nullable Result edgeTpu,
      SortedMap<String, Path> variants)
      throws IOException {
    Converted converted = made.converted();
    List<Report.File> files = new ArrayList<>();
    for (Map.Entry<String, Path> v : variants.entrySet()) {
      files.add(
          new Report.File(
              v.getKey(),
              edgeTpu != null && v.getKey().equals(VariantKind.EdgeTpu.name())
                  ? edgeTpu.compilation().masked()
                  : Digest.ofFile(v.getValue()),
              Files.size(v.getValue())));
    }
    return new Report(
        key(fetched, converted),
        fetched.inputs(),
        Report.Options.of(fetched.request()),
        converted.measured(),
        converted.search() == null ? null : converted.search().withoutSeconds(),
        converted.floatModel() == null
            ? null
            : new Report.File(
                "Float", Digest.ofFile(converted.floatModel()), Files.size(converted.floatModel())),
        files,
        made.operators(),
        edgeTpu(made, edgeTpu),
        toolchain(converted, edgeTpu),
        converted.golden().kernels(),
        converted.floatModel() == null && converted.measured() != null ? NO_DROP : null);
  }

  /** Its own for a model that only a search kept accurate; see {@link LookupStage}. */
  private static String key(Fetched fetched, Converted converted) {
    boolean searched = converted.search() != null && converted.search().chosen().isPresent();
    return searched
        ? fetched.searchedKey().orElseThrow(() -> new IllegalStateException("nobody asked for it"))
        : fetched.artifactKey();
  }

  private static Report.@Nullable EdgeTpu edgeTpu(
      ConvertStage.Result made, EdgeTpuCompiler.@Nullable Result edgeTpu) {
    if (edgeTpu == null) {
      return null;
    }
    EdgeTpuInput.Prepared prepared = made.edgeTpu();
    return new Report.EdgeTpu(
        prepared == null ? null : prepared.adaptation(),
        prepared == null ? null : prepared.analysis(),
        edgeTpu.compilation());
  }

  private String toolchain(Converted converted, EdgeTpuCompiler.@Nullable Result edgeTpu) {
    return version.toolchain(
        converted.version(), edgeTpu == null ? null : edgeTpu.compilation().compiler());
  }

  private CompileResult result(
      Fetched fetched,
      ConvertStage.Result made,
      EdgeTpuCompiler.@Nullable Result edgeTpu,
      PackedArtifact packed,
      Digest digest,
      @Nullable Accuracy accuracy) {
    return new CompileResult(
        new CompileResult.Artifact(fetched.request().repository(), digest),
        key(fetched, made.converted()),
        fetched.inputs(),
        false,
        CompileResult.variants(packed.artifact(), edgeTpu == null ? null : edgeTpu.compilation()),
        accuracy,
        toolchain(made.converted(), edgeTpu));
  }
}
