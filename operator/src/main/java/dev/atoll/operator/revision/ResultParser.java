package dev.atoll.operator.revision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Accuracy;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Variant;
import dev.atoll.operator.kube.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a compiler answered. A compile handles untrusted models, so its answer is untrusted
 * too: anything out of form is an InternalError, never an exception.
 */
public final class ResultParser {
  public static final int LARGEST = 4096;
  private static final int LONGEST_MESSAGE = 900;
  private static final int MOST_VARIANTS = 8;
  private static final long MOST_OPERATORS = 1_000_000;
  private static final long LARGEST_FILE = 1L << 40;
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z0-9]{0,63}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]{1,32}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]\\.[0-9]{1,6}");

  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param repository the only one in which the artifact may be
   */
  public CompileResult parse(byte[] answer, String repository) {
    if (answer.length > LARGEST)
      return malformed("it has " + answer.length + " bytes, at most " + LARGEST + " are allowed");
    try {
      var root = json.readTree(new String(answer, java.nio.charset.StandardCharsets.UTF_8));
      if (root == null || !root.isObject()) return malformed("it is no JSON object");
      return root.has("failure")
          ? failure(root.get("failure"), repository)
          : success(root, repository);
    } catch (JsonProcessingException e) {
      return malformed("it is no JSON: " + e.getOriginalMessage());
    } catch (MalformedException e) {
      return malformed(String.valueOf(e.getMessage()));
    }
  }

  private static CompileResult failure(JsonNode failure, String repository)
      throws MalformedException {
    var hit = failure.path("hit");
    return new CompileResult.Refused(
        text(failure, "reason", REASON),
        Conditions.bounded(failure.path("message").asText("no message"), LONGEST_MESSAGE),
        failure.path("retryable").asBoolean(false),
        hit.isMissingNode() || hit.isNull()
            ? null
            : new CompileResult.Hit(artifact(hit, repository), text(hit, "artifactKey", KEY)));
  }

  private static Artifact artifact(JsonNode named, String repository) throws MalformedException {
    var digest = text(named, "digest", DIGEST);
    if (!repository.equals(named.path("repository").asText()))
      throw new MalformedException("the artifact is not in " + repository);
    return new Artifact(repository, digest);
  }

  private static CompileResult success(JsonNode root, String repository) throws MalformedException {
    var artifact = artifact(root.path("artifact"), repository);
    var key = text(root, "artifactKey", KEY);
    boolean cacheHit = root.path("cacheHit").asBoolean(false);
    try {
      return compiled(root, artifact, key, cacheHit);
    } catch (MalformedException e) {
      if (!cacheHit) throw e;
      // The words of an artifact that anybody may have put there.
      return new CompileResult.Refused(
          CompileReason.InternalError.name(),
          "the artifact in the registry cannot be used: " + e.getMessage(),
          true,
          new CompileResult.Hit(artifact, key));
    }
  }

  private static CompileResult compiled(
      JsonNode root, Artifact artifact, String key, boolean cacheHit) throws MalformedException {
    var toolchain = root.path("toolchain").asText("");
    return new CompileResult.Compiled(
        artifact,
        key,
        inputs(root.path("inputs")),
        cacheHit,
        variants(root.path("variants")),
        accuracy(root.path("accuracy")),
        toolchain.isEmpty() ? null : Conditions.bounded(toolchain, 256));
  }

  private static Inputs inputs(JsonNode inputs) throws MalformedException {
    return new Inputs(
        text(inputs, "source", DIGEST),
        optional(inputs, "calibration", DIGEST),
        optional(inputs, "evaluation", DIGEST));
  }

  private static List<Variant> variants(JsonNode list) throws MalformedException {
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_VARIANTS)
      throw new MalformedException("variants holds no list of 1 to " + MOST_VARIANTS);
    var variants = new ArrayList<Variant>();
    for (var v : list) variants.add(variant(v));
    return variants;
  }

  private static Variant variant(JsonNode v) throws MalformedException {
    var runtime = count(v, "minRuntimeVersion", MOST_OPERATORS);
    var mapped = count(v, "mappedOps", MOST_OPERATORS);
    var left = count(v, "cpuOps", MOST_OPERATORS);
    return new Variant(
        text(v, "kind", WORD),
        text(v, "digest", DIGEST),
        v.path("bytes").asLong(0),
        runtime == null ? null : runtime.intValue(),
        count(v, "cachedBytes", LARGEST_FILE),
        count(v, "streamedBytes", LARGEST_FILE),
        mapped == null ? null : mapped.intValue(),
        left == null ? null : left.intValue());
  }

  private static @Nullable Long count(JsonNode parent, String field, long most)
      throws MalformedException {
    if (!parent.hasNonNull(field)) return null;
    var count = parent.get(field);
    if (!count.isIntegralNumber()
        || !count.canConvertToLong()
        || count.asLong() < 0
        || count.asLong() > most)
      throw new MalformedException(field + " is " + Conditions.bounded(count.toString(), 80));
    return count.asLong();
  }

  private static @Nullable Accuracy accuracy(JsonNode accuracy) throws MalformedException {
    if (accuracy.isMissingNode() || accuracy.isNull()) return null;
    return new Accuracy(
        text(accuracy, "metric", WORD),
        optional(accuracy, "float", DECIMAL),
        text(accuracy, "quantized", DECIMAL),
        optional(accuracy, "drop", DECIMAL));
  }

  private static @Nullable String optional(JsonNode parent, String field, Pattern form)
      throws MalformedException {
    return parent.hasNonNull(field) ? text(parent, field, form) : null;
  }

  private static String text(JsonNode parent, String field, Pattern form)
      throws MalformedException {
    var text = parent.path(field).asText("");
    if (!form.matcher(text).matches())
      throw new MalformedException(field + " is '" + Conditions.bounded(text, 80) + "'");
    return text;
  }

  private static CompileResult malformed(String why) {
    return new CompileResult.Refused(
        CompileReason.InternalError.name(), "the compiler's result cannot be read: " + why, true);
  }

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }
}
