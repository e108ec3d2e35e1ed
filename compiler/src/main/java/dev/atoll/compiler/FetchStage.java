package dev.atoll.compiler;

import dev.atoll.compiler.automl.Export;
import dev.atoll.compiler.automl.Labels;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.pin.Pin;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.source.Fetcher;
import dev.atoll.compiler.source.Limits;
import dev.atoll.compiler.source.SourceUri;
import dev.atoll.compiler.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Brings the model and its data to the local disk. */
final class FetchStage {
  private final Sources sources;
  private final Fetcher fetcher;

  FetchStage(Sources sources, Fetcher fetcher) {
    this.sources = sources;
    this.fetcher = fetcher;
  }

  Outcome<Fetched> run(CompileRequest request, Path work) throws IOException, InterruptedException {
    return Outcome.of(() -> fetched(request, work));
  }

  private Fetched fetched(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    Files.createDirectories(work);
    Model model = model(request.source().model(), work);
    switch (Pin.check(request.source().digest(), model.content().digest())) {
      case Outcome.Refused<?>(Refusal refusal) -> throw new RefusedException(refusal);
      case Outcome.Done<?> _ -> {}
    }
    return new Fetched(
        request,
        model.content(),
        model.labels(),
        calibration(request, work),
        evaluation(request, work));
  }

  /** The model and the labels beside it. */
  private record Model(Content content, @Nullable Path labels) {}

  private Model model(CompileRequest.Model model, Path work)
      throws RefusedException, IOException, InterruptedException {
    return switch (model) {
      case CompileRequest.SavedModel m -> new Model(folder(m.uri(), work.resolve("model")), null);
      case CompileRequest.AutoMl m -> export(folder(m.uri(), work.resolve("model")), work);
      case CompileRequest.Keras m -> new Model(file(m.uri(), work.resolve("model.keras")), null);
      case CompileRequest.FrozenGraph m -> new Model(file(m.uri(), work.resolve("model.pb")), null);
      case CompileRequest.Tflite m -> new Model(file(m.uri(), work.resolve("model.tflite")), null);
    };
  }

  private static Model export(Content folder, Path work) throws RefusedException, IOException {
    Export export = Export.in(folder.path());
    Content model =
        new Content(export.model(), folder.digest(), folder.files(), Files.size(export.model()));
    if (export.labels() == null) {
      return new Model(model, null);
    }
    Path labels = work.resolve("labels.txt");
    Labels.copy(export.labels(), labels);
    return new Model(model, labels);
  }

  private Content folder(String text, Path to)
      throws RefusedException, IOException, InterruptedException {
    SourceUri uri = SourceUri.parse(text);
    return fetcher.folder(sources.of(uri), uri, to, Limits.MODEL);
  }

  private Content file(String text, Path to)
      throws RefusedException, IOException, InterruptedException {
    SourceUri uri = SourceUri.parse(text);
    return fetcher.file(sources.of(uri), uri, to, Limits.MODEL);
  }

  private @Nullable Content calibration(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    return request.calibration() == null || !request.source().model().quantisable()
        ? null
        : data(request.calibration().uri(), work.resolve("calibration.npz"));
  }

  private @Nullable Content evaluation(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    return request.evaluation() == null
        ? null
        : data(request.evaluation().uri(), work.resolve("evaluation.npz"));
  }

  private Content data(String text, Path to)
      throws RefusedException, IOException, InterruptedException {
    SourceUri uri = SourceUri.parse(text);
    return fetcher.file(sources.of(uri), uri, to, Limits.DATA);
  }
}
