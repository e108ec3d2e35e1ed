package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Accuracy;
import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.artifact.ArtifactContent;
import dev.atoll.oci.artifact.PackedArtifact;
import dev.atoll.oci.artifact.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  Outcome<CompileResult> run(Fetched fetched, ConvertState.Read made)
      throws IOException, InterruptedException {
    return Target.check(fetched.request().evaluation(), made.converted().measured())
        .then(accuracy ->
            packed(fetched, made)
                .then(packed -> {
                  progress.accept("publish");
                  return publisher
                      .publish(packed)
                      .then(digest ->
                          Outcome.done(
                              result(
                                  fetched,
                                  made.converted(),
                                  packed,
                                  digest,
                                  accuracy.orElse(null))));
                }));
  }

  // The checker does not see the annotation of an array in another module: labels may be null.
  @SuppressWarnings("NullAway")
  private Outcome<PackedArtifact> packed(Fetched fetched, ConvertState.Read made)
      throws IOException {
    progress.accept("package");
    Converted converted = made.converted();
    Report report = report(fetched, made);
    try {
      return Outcome.done(
          PackedArtifact.pack(
              new ArtifactContent(
                  fetched.request().model(),
                  version.name(),
                  key(fetched, converted),
                  "int8",
                  new TreeMap<>(Map.of(Variant.CPU, converted.model())),
                  converted.golden(),
                  report.toBytes(),
                  fetched.labels() == null ? null : Files.readAllBytes(fetched.labels()))));
    } catch (OciException e) {
      return Outcome.refused(
          Refusal.last(Reason.InternalError, "the artifact cannot be packed: " + e.getMessage()));
    }
  }

  private Report report(Fetched fetched, ConvertState.Read made) throws IOException {
    Converted converted = made.converted();
    return new Report(
        key(fetched, converted),
        fetched.inputs(),
        Report.Options.of(fetched.request()),
        converted.measured(),
        converted.search() == null ? null : converted.search().withoutSeconds(),
        converted.floatModel() == null ? null : file("Float", converted.floatModel()),
        List.of(file(Variant.CPU, converted.model())),
        made.operators(),
        version.toolchain(converted.version()),
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

  private static Report.File file(String kind, Path path) throws IOException {
    return new Report.File(kind, Digest.ofFile(path), Files.size(path));
  }

  private CompileResult result(
      Fetched fetched,
      Converted converted,
      PackedArtifact packed,
      Digest digest,
      @Nullable Accuracy accuracy) {
    return new CompileResult(
        new CompileResult.Artifact(fetched.request().repository(), digest),
        key(fetched, converted),
        false,
        CompileResult.variants(packed.artifact()),
        accuracy,
        version.toolchain(converted.version()));
  }
}
