package dev.atoll.compiler;

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
    Content model = model(request.source().model(), work);
    switch (Pin.check(request.source().digest(), model.digest())) {
      case Outcome.Refused<?>(Refusal refusal) -> throw new RefusedException(refusal);
      case Outcome.Done<?> _ -> {}
    }
    return new Fetched(request, model, calibration(request, work), evaluation(request, work));
  }

  private Content model(CompileRequest.Model model, Path work)
      throws RefusedException, IOException, InterruptedException {
    return switch (model) {
      case CompileRequest.SavedModel folder -> {
        SourceUri uri = SourceUri.parse(folder.uri());
        yield fetcher.folder(sources.of(uri), uri, work.resolve("model"), Limits.MODEL);
      }
      case CompileRequest.Tflite file -> {
        SourceUri uri = SourceUri.parse(file.uri());
        yield fetcher.file(sources.of(uri), uri, work.resolve("model.tflite"), Limits.MODEL);
      }
    };
  }

  private @Nullable Content calibration(CompileRequest request, Path work)
      throws RefusedException, IOException, InterruptedException {
    return request.calibration() == null || request.source().savedModel() == null
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
