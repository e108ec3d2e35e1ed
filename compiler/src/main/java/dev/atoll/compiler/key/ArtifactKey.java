package dev.atoll.compiler.key;

import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names what a compile makes by its content: digests of the data and the options that change the
 * outcome. Neither URIs nor dates nor tool versions are in it, so an upgrade of Atoll rolls no
 * fleet. Targets (minimum, maxDrop) are not either: they are compared anew on every hit.
 *
 * <p>A model that only another way of quantising kept within maxDrop has a key of its own, since it
 * differs from what the same data makes for somebody who allows more.
 */
public final class ArtifactKey {
  /** To be raised only when equal inputs must be compiled again for everybody. */
  private static final int FORM = 1;

  private ArtifactKey() {}

  /** 64 hexadecimal digits. */
  public static String of(
      CompileRequest request,
      Digest source,
      @Nullable Digest calibration,
      @Nullable Digest evaluation) {
    return hash(parts(request, source, calibration, evaluation));
  }

  /** The key of what a search for maxDrop finds; empty for a request that makes none. */
  public static Optional<String> searched(
      CompileRequest request,
      Digest source,
      @Nullable Digest calibration,
      @Nullable Digest evaluation) {
    BigDecimal maxDrop = request.evaluation() == null ? null : request.evaluation().maxDrop();
    if (maxDrop == null || !request.source().model().quantisable()) {
      return Optional.empty();
    }
    TreeMap<String, Object> parts = parts(request, source, calibration, evaluation);
    parts.put("maxDrop", maxDrop.stripTrailingZeros().toPlainString());
    return Optional.of(hash(parts));
  }

  private static TreeMap<String, Object> parts(
      CompileRequest request,
      Digest source,
      @Nullable Digest calibration,
      @Nullable Digest evaluation) {
    TreeMap<String, Object> parts = new TreeMap<>();
    parts.put("form", FORM);
    parts.put("source", source);
    switch (request.source().model()) {
      case CompileRequest.SavedModel model -> {
        quantisation(parts, request, calibration);
        signature(parts, model);
      }
      case CompileRequest.Keras _ -> {
        parts.put("kind", "keras");
        quantisation(parts, request, calibration);
      }
      case CompileRequest.FrozenGraph graph -> {
        parts.put("kind", "frozenGraph");
        parts.put("inputs", graph.inputs());
        parts.put("outputs", graph.outputs());
        quantisation(parts, request, calibration);
      }
      // What says how to quantise changes nothing here.
      case CompileRequest.Tflite _ -> parts.put("kind", "tflite");
      case CompileRequest.AutoMl _ -> parts.put("kind", "autoML");
    }
    if (evaluation != null && request.evaluation() != null) {
      parts.put("evaluation", evaluation);
      parts.put("metric", String.valueOf(request.evaluation().metric()));
    }
    variants(parts, request);
    return parts;
  }

  private static String hash(TreeMap<String, Object> parts) {
    return Digest.of(Json.write(parts)).hex();
  }

  /** Nothing for the Cpu alone, whose keys are older than other variants. */
  private static void variants(TreeMap<String, Object> parts, CompileRequest request) {
    if (!request.wants(VariantKind.EdgeTpu)) {
      return;
    }
    parts.put("variants", request.wanted());
    // The least share of mapped operators is a target: it is compared anew on every hit.
    if (request.edgeTpu() != null && request.edgeTpu().minRuntimeVersion() != null) {
      parts.put("minRuntimeVersion", request.edgeTpu().minRuntimeVersion());
    }
  }

  private static void quantisation(
      TreeMap<String, Object> parts, CompileRequest request, @Nullable Digest calibration) {
    if (calibration != null && request.calibration() != null) {
      parts.put("calibration", calibration);
      parts.put("samples", request.calibration().samples());
      if (request.calibration().pixels() != null) {
        parts.put("pixels", request.calibration().pixels());
      }
    }
    if (request.quantization() != null) {
      parts.put("io", request.quantization().io());
      if (request.quantization().denseWeights() != null) {
        parts.put("denseWeights", request.quantization().denseWeights());
      }
    }
  }

  private static void signature(TreeMap<String, Object> parts, CompileRequest.SavedModel model) {
    if (model.signature() != null) {
      parts.put("signature", model.signature());
    }
    if (model.tags() != null && !model.tags().isEmpty()) {
      parts.put("tags", model.tags().stream().sorted().toList());
    }
  }
}
