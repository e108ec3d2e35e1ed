package dev.atoll.compiler;

import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.Calibration;
import dev.atoll.compiler.request.CompileRequest.Evaluation;
import dev.atoll.compiler.request.CompileRequest.Io;
import dev.atoll.compiler.request.CompileRequest.Quantization;
import dev.atoll.compiler.request.CompileRequest.SavedModel;
import dev.atoll.compiler.request.CompileRequest.Source;
import dev.atoll.compiler.request.CompileRequest.Tflite;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests; {@code aRequest()} is one that works with the data of {@code models.py}. A model
 * that ends in .tflite is a quantised file, which comes without calibration.
 */
public record Requests(
    String model,
    @Nullable String digest,
    @Nullable String signature,
    @Nullable List<String> tags,
    String calibration,
    int samples,
    Io io,
    @Nullable String evaluation,
    String minimum,
    String repository) {

  public static Requests aRequest() {
    return new Requests(
        "s3://models/columns/1",
        null,
        null,
        null,
        "s3://models/columns/calibration.npz",
        12,
        Io.UInt8,
        "s3://models/columns/evaluation.npz",
        "0.90",
        "127.0.0.1:1/atoll/vision");
  }

  public Requests of(String uri) {
    return new Requests(
        uri, digest, signature, tags, calibration, samples, io, evaluation, minimum, repository);
  }

  public Requests pinnedTo(String pin) {
    return new Requests(
        model, pin, signature, tags, calibration, samples, io, evaluation, minimum, repository);
  }

  public Requests withSignature(@Nullable String name, @Nullable List<String> wanted) {
    return new Requests(
        model, digest, name, wanted, calibration, samples, io, evaluation, minimum, repository);
  }

  public Requests calibratedBy(String uri, int count) {
    return new Requests(
        model, digest, signature, tags, uri, count, io, evaluation, minimum, repository);
  }

  public Requests withIo(Io other) {
    return new Requests(
        model,
        digest,
        signature,
        tags,
        calibration,
        samples,
        other,
        evaluation,
        minimum,
        repository);
  }

  public Requests evaluatedBy(@Nullable String uri, String least) {
    return new Requests(
        model, digest, signature, tags, calibration, samples, io, uri, least, repository);
  }

  public Requests into(String where) {
    return new Requests(
        model, digest, signature, tags, calibration, samples, io, evaluation, minimum, where);
  }

  public CompileRequest build() {
    boolean file = model.endsWith(".tflite");
    CompileRequest.Model source =
        switch (model.substring(model.lastIndexOf('.') + 1)) {
          case "tflite" -> new Tflite(model);
          case "keras", "h5" -> new CompileRequest.Keras(model);
          case "pb" ->
              new CompileRequest.FrozenGraph(
                  model,
                  List.of(new CompileRequest.GraphInput("image", List.of(-1, 4, 4, 1))),
                  List.of("score"));
          default -> new SavedModel(model, signature, tags);
        };
    return new CompileRequest(
        "vision",
        "columns",
        "columns-0123456789",
        Source.of(source, digest),
        file ? null : new Calibration(calibration, samples, null, null),
        file ? null : new Quantization(io, null),
        evaluation == null
            ? null
            : new Evaluation(
                evaluation,
                CompileRequest.Metric.Top1,
                new BigDecimal(minimum),
                new BigDecimal("0.02"),
                null),
        null,
        null,
        repository,
        true,
        null);
  }
}
