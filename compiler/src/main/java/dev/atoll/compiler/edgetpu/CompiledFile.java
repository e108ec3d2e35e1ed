package dev.atoll.compiler.edgetpu;

import dev.atoll.compiler.outcome.Plain;
import dev.atoll.oci.Digest;
import dev.atoll.tflite.MappedFile;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.CompiledPackage;
import dev.atoll.tflite.compiled.TokenMask;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A file that the Edge TPU compiler made, or says it made: what it holds counts, not what was said.
 *
 * @param contents empty for the layout of 2019, whose package cannot be read
 * @param masked digest of the file with the compiler's random token set to zeros
 */
public record CompiledFile(TfliteModel model, Optional<CompiledPackage> contents, Digest masked) {

  /** What lies there. */
  public sealed interface Look {
    /** A compiled model. */
    record Good(CompiledFile file) implements Look {}

    /** A sound model without anything for the Edge TPU. */
    record NothingMapped(TfliteModel model) implements Look {}

    /** No sound model: what a failed run leaves behind. */
    record Stub(String why) implements Look {}
  }

  /** Looks into a file that anybody may have written. */
  public static Look look(Path file) throws IOException {
    try {
      TfliteModel model = TfliteModel.read(file);
      RangeCheck.require(model);
      return switch (Compilation.read(file)) {
        case Compilation.NotCompiled() -> new Look.NothingMapped(model);
        case Compilation.UnreadableLayout(String _) ->
            new Look.Good(new CompiledFile(model, Optional.empty(), Digest.ofFile(file)));
        case Compilation.Compiled(CompiledPackage contents) ->
            new Look.Good(new CompiledFile(model, Optional.of(contents), masked(file, contents)));
      };
    } catch (TfliteFormatException e) {
      return new Look.Stub(Plain.text(e.getMessage() == null ? "" : e.getMessage()));
    }
  }

  private static Digest masked(Path file, CompiledPackage contents)
      throws IOException, TfliteFormatException {
    MessageDigest hash = sha256();
    MappedFile.read(
        file,
        bytes -> {
          TokenMask.feed(bytes, contents.tokenPositions(), hash::update);
          return hash;
        });
    return new Digest(HexFormat.of().formatHex(hash.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How many of its operators run on the CPU. */
  public int onCpu() {
    return Placements.onCpu(model.main());
  }

  /** Whether inputs and outputs are those of the source, whatever their names. */
  boolean hasEdgesOf(TfliteModel source) {
    Subgraph a = model.main();
    Subgraph b = source.main();
    return edges(a, a.inputs()).equals(edges(b, b.inputs()))
        && edges(a, a.outputs()).equals(edges(b, b.outputs()));
  }

  private static List<String> edges(Subgraph graph, List<Integer> tensors) {
    return tensors.stream().map(graph.tensors()::get).map(CompiledFile::edge).toList();
  }

  private static String edge(Tensor tensor) {
    return tensor.type() + " " + tensor.shape();
  }
}
