package dev.atoll.cli.analyze;

import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalysis;
import dev.atoll.tflite.edgetpu.EdgeTpuAnalyzer;
import dev.atoll.tflite.edgetpu.MemoryEstimate;
import dev.atoll.tflite.edgetpu.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that is known of a file.
 *
 * @param file as the user named it
 * @param sha256 64 hexadecimal digits
 * @param packageFault why the package of a compiled file cannot be read
 * @param contradiction why no interpreter would load the model
 */
public record AnalyzedModel(
    String file,
    String sha256,
    TfliteModel model,
    EdgeTpuAnalysis analysis,
    Compilation compilation,
    Optional<String> packageFault,
    Optional<String> contradiction) {

  /**
   * Reads and judges a file.
   *
   * @throws TfliteFormatException when it is no .tflite file
   */
  public static AnalyzedModel of(Path file, String sha256)
      throws IOException, TfliteFormatException {
    TfliteModel model = TfliteModel.read(file);
    Compilation compilation = new Compilation.NotCompiled();
    Optional<String> packageFault = Optional.empty();
    try {
      compilation = Compilation.read(file);
    } catch (TfliteFormatException e) {
      packageFault = Optional.of(String.valueOf(e.getMessage()));
    }
    return new AnalyzedModel(
        file.toString(),
        sha256,
        model,
        EdgeTpuAnalyzer.analyze(model),
        compilation,
        packageFault,
        contradiction(model));
  }

  private static Optional<String> contradiction(TfliteModel model) {
    try {
      RangeCheck.require(model);
      return Optional.empty();
    } catch (TfliteFormatException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** How many there are. */
  public int operators() {
    return analysis.operators().size();
  }

  /** How many of them run on the Edge TPU. */
  public int onEdgeTpu() {
    return (int) analysis.count(Place.EdgeTpu);
  }

  /** How many of them run on the CPU. */
  public int onCpu() {
    return (int) analysis.count(Place.Cpu);
  }

  /** Whether the file came out of the compiler. */
  public boolean isCompiled() {
    return !(compilation instanceof Compilation.NotCompiled) || packageFault.isPresent();
  }

  /** Of a source model an estimate; of a compiled one what its package says. */
  public MemoryEstimate memory() {
    return compilation instanceof Compilation.Compiled(var contents)
        ? new MemoryEstimate(contents.cachedBytes(), contents.streamedBytes())
        : analysis.estimate();
  }
}
