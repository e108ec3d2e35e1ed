package dev.atoll.cli.analyze;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.CompiledPackage;
import dev.atoll.tflite.compiled.Executable;
import dev.atoll.tflite.compiled.ExecutableType;
import dev.atoll.tflite.compiled.Layer;
import dev.atoll.tflite.edgetpu.CompilerRefusal;
import dev.atoll.tflite.edgetpu.MemoryEstimate;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that {@code analyze -o json} prints.
 *
 * @param operators of the main subgraph, with the index of the source file
 * @param refusals what compiler 16 would refuse; {@code operator} is null when no single one is to
 *     blame
 * @param estimate in bytes; of a compiled file what its package says
 * @param contents null when the file is not compiled
 */
record AnalysisJson(
    String file,
    String sha256,
    List<OperatorPlacement> operators,
    Summary summary,
    List<CompilerRefusal> refusals,
    Estimate estimate,
    @Nullable @JsonProperty("package") Object contents) {

  /** Counts of operators. */
  record Summary(int total, int edgeTpu, int cpu) {}

  /** Parameters kept on the chip, and sent at every inference. */
  record Estimate(long cachedBytes, long streamedBytes) {}

  /** A package that can be read. */
  record Readable(
      String layout,
      int packageVersion,
      String compilerVersion,
      int minRuntimeVersion,
      String chip,
      long cachedBytes,
      long streamedBytes,
      String cachingToken,
      long bytes,
      List<Exe> executables) {}

  /** One executable of a package. */
  record Exe(
      ExecutableType type,
      long parameterBytes,
      List<Long> instructionBytes,
      long scratchBytes,
      long narrowMemoryBytesPerTile,
      long estimatedCycles,
      List<Layer> inputs,
      List<Layer> outputs) {}

  /** A package that cannot be read: its layout is of 2019, or it is damaged. */
  record Unreadable(String layout, String message) {}

  static AnalysisJson of(AnalyzedModel m) {
    MemoryEstimate memory = m.memory();
    return new AnalysisJson(
        m.file(),
        m.sha256(),
        m.analysis().operators(),
        new Summary(m.operators(), m.onEdgeTpu(), m.onCpu()),
        m.analysis().refusals(),
        new Estimate(memory.cachedBytes(), memory.streamedBytes()),
        contents(m));
  }

  private static @Nullable Object contents(AnalyzedModel m) {
    Optional<String> fault = m.packageFault();
    if (fault.isPresent()) {
      return new Unreadable("Damaged", fault.get());
    }
    return switch (m.compilation()) {
      case Compilation.NotCompiled() -> null;
      case Compilation.Compiled(CompiledPackage p) ->
          new Readable(
              "DWN1",
              p.packageVersion(),
              p.compilerVersion(),
              p.minRuntimeVersion(),
              p.chip(),
              p.cachedBytes(),
              p.streamedBytes(),
              p.cachingToken(),
              p.packageBytes(),
              p.executables().stream().map(AnalysisJson::executable).toList());
      case Compilation.UnreadableLayout(String message) -> new Unreadable("2019", message);
    };
  }

  private static Exe executable(Executable e) {
    return new Exe(
        e.type(),
        e.parameterBytes(),
        e.instructionBytes(),
        e.scratchBytes(),
        e.narrowMemoryBytesPerTile(),
        e.estimatedCycles(),
        e.inputs(),
        e.outputs());
  }

  /** Pretty, in ASCII: beyond it there are characters that a terminal obeys. */
  String render() {
    try {
      return JsonMapper.builder()
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
