package dev.atoll.compiler;

import dev.atoll.compiler.accuracy.Accuracy;
import dev.atoll.compiler.accuracy.Target;
import dev.atoll.compiler.analyse.Analyser;
import dev.atoll.compiler.analyse.QuantisedFile;
import dev.atoll.compiler.lookup.Lookup;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.report.Report;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.tensorflow.Converted;
import dev.atoll.compiler.tensorflow.StageInput;
import dev.atoll.compiler.tensorflow.TensorFlowStage;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stages, one after the other; each returns a value for the next one, or a refusal. */
final class Pipeline {
  private static final String NO_DROP =
      "the source was quantised already: without its float model no drop can be measured, and"
          + " maxDrop is not checked";

  private final FetchStage fetch;
  private final Lookup lookup;
  private final TensorFlowStage tensorflow;
  private final Publisher publisher;
  private final Version version;
  private final Consumer<String> progress;

  Pipeline(
      FetchStage fetch,
      Lookup lookup,
      TensorFlowStage tensorflow,
      Publisher publisher,
      Version version,
      Consumer<String> progress) {
    this.fetch = fetch;
    this.lookup = lookup;
    this.tensorflow = tensorflow;
    this.publisher = publisher;
    this.version = version;
    this.progress = progress;
  }

  /** Runs in {@code work}, which must be empty or missing. */
  Outcome<CompileResult> run(CompileRequest request, Path work)
      throws IOException, InterruptedException {
    progress.accept("fetch");
    return fetch
        .run(request, work)
        .then(fetched ->
            lookup(fetched)
                .then(hit -> hit.isPresent() ? found(fetched, hit.get()) : compile(fetched, work)));
  }

  private Outcome<Optional<Lookup.Hit>> lookup(Fetched fetched) throws InterruptedException {
    progress.accept("lookup");
    try {
      return Outcome.done(lookup.find(fetched.artifactKey()));
    } catch (OciException e) {
      // The push would fail as well, after minutes of work.
      return Outcome.refused(publisher.failed(e));
    }
  }

  private static Outcome<CompileResult> found(Fetched fetched, Lookup.Hit hit)
      throws IOException, InterruptedException {
    return Target.check(fetched.request().evaluation(), hit.report().accuracy())
        .then(accuracy ->
            Outcome.done(
                new CompileResult(
                    new CompileResult.Artifact(fetched.request().repository(), hit.digest()),
                    fetched.artifactKey(),
                    true,
                    CompileResult.variants(hit.artifact()),
                    accuracy.orElse(null),
                    hit.report().toolchain())));
  }

  private Outcome<CompileResult> compile(Fetched fetched, Path work)
      throws IOException, InterruptedException {
    StageInput input =
        new StageInput(
            fetched.request(),
            fetched.model().path(),
            path(fetched.calibration()),
            path(fetched.evaluation()));
    return usable(fetched)
        .then(usable -> tensorflow.run(input, work.resolve("tensorflow")))
        .then(converted ->
            Target.check(fetched.request().evaluation(), converted.measured())
                .then(accuracy -> publish(fetched, converted, accuracy.orElse(null))));
  }

  private static @Nullable Path path(@Nullable Content content) {
    return content == null ? null : content.path();
  }

  /** A model to convert is judged by what becomes of it, a finished file before it is loaded. */
  private static Outcome<Fetched> usable(Fetched fetched) throws IOException, InterruptedException {
    return switch (fetched.request().source().model()) {
      case CompileRequest.SavedModel _, CompileRequest.Keras _, CompileRequest.FrozenGraph _ ->
          Outcome.done(fetched);
      case CompileRequest.Tflite _, CompileRequest.AutoMl _ ->
          QuantisedFile.check(fetched.model().path()).then(model -> Outcome.done(fetched));
    };
  }

  private Outcome<CompileResult> publish(
      Fetched fetched, Converted converted, @Nullable Accuracy accuracy)
      throws IOException, InterruptedException {
    progress.accept("analyse");
    return Analyser.analyse(converted.model(), Report.Options.of(fetched.request()).io())
        .then(operators -> packed(fetched, converted, operators))
        .then(packed -> {
          progress.accept("publish");
          return publisher
              .publish(packed)
              .then(digest -> Outcome.done(made(fetched, converted, packed, digest, accuracy)));
        });
  }

  // The checker does not see the annotation of an array in another module: labels may be null.
  @SuppressWarnings("NullAway")
  private Outcome<PackedArtifact> packed(
      Fetched fetched, Converted converted, List<Report.Operator> operators) throws IOException {
    progress.accept("package");
    Report report = report(fetched, converted, operators);
    try {
      return Outcome.done(
          PackedArtifact.pack(
              new ArtifactContent(
                  fetched.request().model(),
                  version.name(),
                  fetched.artifactKey(),
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

  private Report report(Fetched fetched, Converted converted, List<Report.Operator> operators)
      throws IOException {
    return new Report(
        fetched.artifactKey(),
        fetched.inputs(),
        Report.Options.of(fetched.request()),
        converted.measured(),
        converted.floatModel() == null ? null : file("Float", converted.floatModel()),
        List.of(file(Variant.CPU, converted.model())),
        operators,
        version.toolchain(converted.version()),
        converted.golden().kernels(),
        converted.floatModel() == null && converted.measured() != null ? NO_DROP : null);
  }

  private static Report.File file(String kind, Path path) throws IOException {
    return new Report.File(kind, Digest.ofFile(path), Files.size(path));
  }

  private CompileResult made(
      Fetched fetched,
      Converted converted,
      PackedArtifact packed,
      Digest digest,
      @Nullable Accuracy accuracy) {
    return new CompileResult(
        new CompileResult.Artifact(fetched.request().repository(), digest),
        fetched.artifactKey(),
        false,
        CompileResult.variants(packed.artifact()),
        accuracy,
        version.toolchain(converted.version()));
  }
}
