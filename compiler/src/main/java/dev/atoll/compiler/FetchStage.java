package dev.atoll.compiler;

import dev.atoll.compiler.automl.Export;
import dev.atoll.compiler.automl.Labels;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.pin.Pin;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Concurrently;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.source.Fetcher;
import dev.atoll.compiler.source.KerasFile;
import dev.atoll.compiler.source.Limits;
import dev.atoll.compiler.source.SourceUri;
import dev.atoll.compiler.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings the model and its data to the local disk. */
final class FetchStage {
  private static final Pattern SUFFIX = Pattern.compile("\\.[A-Za-z0-9]{1,12}$");

  private final Sources sources;

  FetchStage(Sources sources) {
    this.sources = sources;
  }

  Outcome<Fetched> run(CompileRequest request, Path work) throws IOException, InterruptedException {
    return Outcome.of(() -> fetched(request, work));
  }

  private Fetched fetched(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    Files.createDirectories(work);
    try (Concurrently together = new Concurrently()) {
      Concurrently.Pending<Model> model = together.start(() -> model(request, work));
      Concurrently.Pending<Optional<Content>> calibration =
          together.start(() -> calibration(request, work));
      Concurrently.Pending<Optional<Content>> evaluation =
          together.start(() -> evaluation(request, work));
      // In this order: of several reasons to refuse, it is always the same one that is told.
      Model fetched = model.await();
      return new Fetched(
          request,
          fetched.content(),
          fetched.labels(),
          calibration.await().orElse(null),
          evaluation.await().orElse(null));
    }
  }

  private Model model(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    Model model = model(request.source().model(), work);
    pinned("source.digest", request.source().digest(), model.content());
    return model;
  }

  private static Content pinned(String field, @Nullable String pin, Content content)
      throws RefusedException {
    return switch (Pin.check(field, pin, content.digest())) {
      case Outcome.Refused<?>(Refusal refusal) -> throw new RefusedException(refusal);
      case Outcome.Done<?> _ -> content;
    };
  }

  /** The model and the labels beside it. */
  private record Model(Content content, @Nullable Path labels) {}

  private Model model(CompileRequest.Model model, Path work)
      throws RefusedException, IOException, InterruptedException {
    return switch (model) {
      case CompileRequest.SavedModel m -> new Model(folder(m.uri(), work.resolve("model")), null);
      case CompileRequest.AutoMl m -> export(folder(m.uri(), work.resolve("model")), work);
      case CompileRequest.Keras m -> new Model(keras(m.uri(), work), null);
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
    return Fetcher.folder(sources.of(uri), uri, to, Limits.MODEL);
  }

  private Content file(String text, Path to)
      throws RefusedException, IOException, InterruptedException {
    SourceUri uri = SourceUri.parse(text);
    return Fetcher.file(sources.of(uri), uri, to, Limits.MODEL);
  }

  /** Keras tells its two formats by the file's name. */
  private Content keras(String text, Path work)
      throws RefusedException, IOException, InterruptedException {
    Content file = file(text, work.resolve("model"));
    Path named = work.resolve(KerasFile.check(SourceUri.parse(text), file.path()));
    Files.move(file.path(), named);
    return new Content(named, file.digest(), file.files(), file.bytes());
  }

  private Optional<Content> calibration(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    CompileRequest.Calibration asked = request.calibration();
    return asked == null || !request.source().model().quantisable()
        ? Optional.empty()
        : Optional.of(
            pinned("calibration.digest", asked.digest(), data(asked.uri(), work, "calibration")));
  }

  private Optional<Content> evaluation(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    CompileRequest.Evaluation asked = request.evaluation();
    return asked == null
        ? Optional.empty()
        : Optional.of(
            pinned("evaluation.digest", asked.digest(), data(asked.uri(), work, "evaluation")));
  }

  /** A folder of samples, or a file that keeps the end of its name, which tells its format. */
  private Content data(String text, Path work, String name)
      throws RefusedException, IOException, InterruptedException {
    SourceUri uri = SourceUri.parse(text);
    if (text.endsWith("/") || uri.namesArchive()) {
      return Fetcher.folder(sources.of(uri), uri, work.resolve(name), Limits.DATA);
    }
    Matcher suffix = SUFFIX.matcher(uri.name());
    Path file = work.resolve(name + (suffix.find() ? suffix.group() : ".npz"));
    return Fetcher.file(sources.of(uri), uri, file, Limits.DATA);
  }
}
