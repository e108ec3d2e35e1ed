package dev.atoll.operator.revision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultParserTest {
  private static final String REPOSITORY = "127.0.0.1:5000/atoll/vision";
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String GOOD =
      """
      {"artifact":{"repository":"%s","digest":"sha256:%s"},"artifactKey":"%s","cacheHit":true,
       "inputs":{"source":"sha256:%s","calibration":"sha256:%s"},
       "variants":[{"kind":"Cpu","digest":"sha256:%s","bytes":1234}],
       "accuracy":{"metric":"Top1","float":"0.972","quantized":"0.969","drop":"0.003"},
       "toolchain":"tensorflow 2.21.0"}
      """
          .formatted(REPOSITORY, HEX, HEX, HEX, HEX, HEX);

  private static CompileResult parse(String answer) {
    return new ResultParser().parse(answer.getBytes(UTF_8), REPOSITORY);
  }

  @Test
  void readsASuccess() {
    assertThat(parse(GOOD))
        .isInstanceOfSatisfying(
            CompileResult.Compiled.class,
            c -> {
              assertThat(c.artifact().digest()).isEqualTo("sha256:" + HEX);
              assertThat(c.cacheHit()).isTrue();
              assertThat(c.variants())
                  .singleElement()
                  .satisfies(v -> assertThat(v.bytes()).isEqualTo(1234));
              assertThat(c.accuracy()).isNotNull();
              assertThat(c.inputs().calibration()).isEqualTo("sha256:" + HEX);
              assertThat(c.inputs().evaluation()).isNull();
            });
  }

  @Test
  void readsWhatTheEdgeTpuGot() {
    var edgeTpu =
        GOOD.replaceAll(
            "\"bytes\": ?1234",
            "\"bytes\":1234,\"minRuntimeVersion\":14,\"cachedBytes\":3000000,\"streamedBytes\":0,"
                + "\"mappedOps\":64,\"cpuOps\":2");
    assertThat(parse(edgeTpu))
        .isInstanceOfSatisfying(
            CompileResult.Compiled.class,
            c ->
                assertThat(c.variants())
                    .singleElement()
                    .isEqualTo(
                        new Variant("Cpu", "sha256:" + HEX, 1234, 14, 3_000_000L, 0L, 64, 2)));
    for (var wrong : List.of("-1", "\"64\"", "6.4", "99999999999")) {
      assertThat(parse(edgeTpu.replace("\"mappedOps\":64", "\"mappedOps\":" + wrong)))
          .isInstanceOfSatisfying(
              CompileResult.Refused.class, r -> assertThat(r.message()).contains("mappedOps"));
    }
  }

  @Test
  void readsARefusal() {
    var refusal =
        parse(
            "{\"failure\":{\"reason\":\"AccuracyBelowTarget\",\"message\":\"0.12 < 0.9\",\"retryable\":false}}");
    assertThat(refusal)
        .isEqualTo(new CompileResult.Refused("AccuracyBelowTarget", "0.12 < 0.9", false));
  }

  @Test
  void readsWhichArtifactARefusalComesFrom() {
    var said =
        "{\"failure\":{\"reason\":\"AccuracyBelowTarget\",\"message\":\"m\",\"retryable\":false,\"hit\":{\"repository\":\"%s\",\"digest\":\"sha256:%s\",\"artifactKey\":\"%s\"}}}"
            .formatted(REPOSITORY, HEX, HEX);
    assertThat(parse(said))
        .isEqualTo(
            new CompileResult.Refused(
                "AccuracyBelowTarget",
                "m",
                false,
                new CompileResult.Hit(new Artifact(REPOSITORY, "sha256:" + HEX), HEX)));
    assertInternalError(said.replace(REPOSITORY, "evil.example/atoll/vision"));
    assertInternalError(said.replace("sha256:", "md5:"));
    assertInternalError(said.replaceAll("\\{\"repository.*?}", "3"));
  }

  /** Anybody may have put the artifact there, so that nothing is compiled. */
  @Test
  void nonsenseFromAnArtifactFoundNamesIt() {
    for (var wrong : List.of(GOOD.replace("\"Top1\"", "null"), GOOD.replace("\"Cpu\"", "\"<x>\"")))
      assertThat(parse(wrong))
          .isInstanceOfSatisfying(
              CompileResult.Refused.class,
              r -> {
                assertThat(r.reason()).isEqualTo("InternalError");
                assertThat(r.hit())
                    .isEqualTo(
                        new CompileResult.Hit(new Artifact(REPOSITORY, "sha256:" + HEX), HEX));
                assertThat(
                        ((CompileResult.Refused)
                                parse(wrong.replace("\"cacheHit\":true", "\"cacheHit\":false")))
                            .hit())
                    .isNull();
              });
  }

  @Test
  void withoutEvaluationThereIsNoAccuracy() {
    assertThat(parse(GOOD.replaceAll("(?s)\"accuracy\":\\{.*?\\}", "\"accuracy\":null")))
        .isInstanceOfSatisfying(
            CompileResult.Compiled.class, c -> assertThat(c.accuracy()).isNull());
  }

  @Test
  void withoutAFloatModelThereIsNoDrop() {
    var parsed =
        parse(
            GOOD.replace("\"float\":\"0.972\",", "")
                .replace("\"drop\":\"0.003\"", "\"drop\":null"));
    assertThat(parsed)
        .isInstanceOfSatisfying(
            CompileResult.Compiled.class,
            c ->
                assertThat(c.accuracy())
                    .isEqualTo(new ModelRevisionStatus.Accuracy("Top1", null, "0.969", null)));
    assertInternalError(GOOD.replace("\"0.972\"", "\"much\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "\u0000\u0001",
        "{\"failure\":3}",
        "{\"failure\":{\"reason\":\"no camel case\"}}",
        "{\"artifact\":\"x\"}"
      })
  void whatMakesNoSenseIsAnInternalError(String answer) {
    assertInternalError(answer);
  }

  @Test
  void artifactElsewhereIsRefused() {
    assertInternalError(GOOD.replace(REPOSITORY, "evil.example/atoll/vision"));
    assertInternalError(GOOD.replace("sha256:", "md5:"));
    assertInternalError(GOOD.replace("\"0.969\"", "\"<script>\""));
    assertInternalError(GOOD + " ".repeat(ResultParser.LARGEST));
  }

  @Test
  void endlessMessageIsCut() {
    var refusal =
        parse("{\"failure\":{\"reason\":\"TooLarge\",\"message\":\"" + "x".repeat(3000) + "\"}}");
    assertThat(((CompileResult.Refused) refusal).message()).hasSizeLessThan(1000).endsWith("…");
  }

  private static void assertInternalError(String answer) {
    assertThat(parse(answer))
        .isInstanceOfSatisfying(
            CompileResult.Refused.class,
            r -> assertThat(r.reason()).isEqualTo(CompileReason.InternalError.name()));
  }
}
