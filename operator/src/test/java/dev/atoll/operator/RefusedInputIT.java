package dev.atoll.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody could mean is refused by the API server, with a sentence that helps. */
class RefusedInputIT {
  private static final String MODELS =
      "/apis/atoll.dev/v1alpha1/namespaces/refused/edgemodels?dryRun=All&fieldValidation=Strict";
  private static final String GOOD =
      """
      apiVersion: atoll.dev/v1alpha1
      kind: EdgeModel
      metadata: {name: digits}
      spec:
        source: {savedModel: {uri: s3://models/digits/1}}
        calibration: {uri: s3://models/calibration.npz}
        devices: {matchLabels: {site: harbour}}
        serving: {latencyTarget: {p99: 20ms}}
        rollout: {waves: [{name: canary, size: 1, soak: 5s}, {name: rest, maxFailed: 5%}]}
      """;

  private static TestApiServer server;

  @BeforeAll
  static void start() throws IOException {
    server = TestApiServer.get();
    server.namespace("refused");
  }

  private static HttpResponse<String> create(String yaml) throws Exception {
    return server.send("POST", MODELS, "application/yaml", yaml);
  }

  @Test
  void theOneThatTheOthersAreMadeOfIsAccepted() throws Exception {
    var answer = create(GOOD);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras: {uri: gs://models/digits.keras}",
        "frozenGraph: {uri: https://models.example/v1.pb, inputs: [{name: 'input:0', shape: [-1, 224, 224, 3]}], outputs: [Softmax]}",
        "tflite: {uri: oci://registry.example:5000/models/digits@sha256:0000000000000000000000000000000000000000000000000000000000000000}",
        "autoML: {uri: gs://export/icn/edge}, credentialsSecretRef: {name: store-key}",
        "zoo: {name: mobilenet-v2_1.0}",
      })
  void everyKindIsAccepted(String source) throws Exception {
    var answer = create(GOOD.replace("savedModel: {uri: s3://models/digits/1}", source));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "variants: [EdgeTpu, Cpu]",
        "variants: [EdgeTpu]\n  edgeTpu: {minMappedOps: 95%, minRuntimeVersion: 13}",
        "evaluation: {uri: s3://models/e.npz, digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000'}",
      })
  void furtherFieldsAreAccepted(String field) throws Exception {
    var answer = create(GOOD.replace("serving:", field + "\n  serving:"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "two sources | savedModel: {uri: s3://models/digits/1} | savedModel: {uri: s3://a/b}, tflite: {uri: s3://c/d} | name exactly one source",
        "no source | savedModel: {uri: s3://models/digits/1} | digest: sha256:0 | name exactly one source",
        "two of the newer sources | savedModel: {uri: s3://models/digits/1} | keras: {uri: s3://a/b}, autoML: {uri: s3://c/d} | name exactly one source",
        "keras without calibration | \"source: {savedModel: {uri: s3://models/digits/1}}\n  calibration: {uri: s3://models/calibration.npz}\" | source: {keras: {uri: s3://a/b.keras}} | and so do keras and frozenGraph",
        "graph without outputs | savedModel: {uri: s3://models/digits/1} | frozenGraph: {uri: s3://a/b.pb, inputs: [{name: in, shape: [1]}]} | spec.source.frozenGraph.outputs",
        "graph of no size | savedModel: {uri: s3://models/digits/1} | frozenGraph: {uri: s3://a/b.pb, inputs: [{name: in, shape: [0]}], outputs: [out]} | a dimension is 1 or more",
        "inputs of one name | savedModel: {uri: s3://models/digits/1} | frozenGraph: {uri: s3://a/b.pb, inputs: [{name: in, shape: [1]}, {name: in, shape: [1]}], outputs: [out]} | Duplicate value",
        "zoo with a pin | savedModel: {uri: s3://models/digits/1} | zoo: {name: mobilenet}, digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000' | an entry of the zoo has its own digest",
        "password in the address | s3://models/digits/1 | https://me:secret@models.example/1.zip | spec.source.savedModel.uri",
        "secret that cannot exist | savedModel: {uri: s3://models/digits/1} | savedModel: {uri: s3://models/digits/1}, credentialsSecretRef: {name: Not_A_Name} | spec.source.credentialsSecretRef.name",
        "another scheme | s3://models/digits/1 | ftp://models/digits/1 | spec.source.savedModel.uri",
        "negative size | size: 1 | size: -1 | greater than or equal to 1",
        "size of nothing | size: 1 | size: 0% | spec.rollout.waves[0].size",
        "size that is no share | size: 1 | size: a few | spec.rollout.waves[0].size",
        "unknown field | soak: 5s | soaks: 5s | spec.rollout.waves[0].soaks",
        "waves of one name | name: rest | name: canary | Duplicate value",
        "last wave with a size | maxFailed: 5% | size: 2 | the last wave takes every device that is left",
        "soak that is no duration | soak: 5s | soak: soon | spec.rollout.waves[0].soak",
        "endless soak | soak: 5s | soak: 9999999999999h | spec.rollout.waves[0].soak",
        "no calibration | calibration: {uri: s3://models/calibration.npz} | paused: false | a savedModel needs calibration data",
        "dotted name | name: digits | name: digits.v2 | DNS label",
        "too long a name | name: digits | name: d1234567890123456789012345678901234567890123456789012 | at most 52",
        "edgeTpu without the variant | serving: | \"edgeTpu: {minMappedOps: 95%}\n  serving:\" | edgeTpu has no effect without EdgeTpu among the variants",
        "edgeTpu beside another variant | serving: | \"variants: [Cpu]\n  edgeTpu: {minMappedOps: 95%}\n  serving:\" | edgeTpu has no effect without EdgeTpu among the variants",
        "a variant twice | serving: | \"variants: [Cpu, Cpu]\n  serving:\" | each kind stands among the variants once",
        "a variant that is none | serving: | \"variants: [Gpu]\n  serving:\" | spec.variants[0]",
        "more than all operators | serving: | \"variants: [EdgeTpu]\n  edgeTpu: {minMappedOps: 101%}\n  serving:\" | spec.edgeTpu.minMappedOps",
        "a runtime that never was | serving: | \"variants: [EdgeTpu]\n  edgeTpu: {minRuntimeVersion: 99}\n  serving:\" | spec.edgeTpu.minRuntimeVersion",
        "a pin that is no digest | calibration.npz | \"calibration.npz, digest: 'md5:1'\" | spec.calibration.digest",
        "latency target of no unit | p99: 20ms | p99: fast | spec.serving.latencyTarget.p99",
      })
  void refused(String what, String good, String bad, String sentence) throws Exception {
    assertThat(GOOD).contains(good);
    var answer = create(GOOD.replace(good, bad));
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
    assertThat(answer.body().replace("\\\"", "\"")).contains(sentence);
  }

  @Test
  void attemptNeverFallsAndAnotherRevisionNeedsAHigherOne() throws Exception {
    var path = "/apis/atoll.dev/v1alpha1/edgedevices";
    var created = server.send("POST", path, "application/yaml", device(7, "m-0000000001"));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    try {
      assertThat(apply(path, 7, "m-0000000001").statusCode()).isEqualTo(200);
      assertThat(apply(path, 6, "m-0000000001").body()).contains("attempt never falls");
      assertThat(apply(path, 7, "m-0000000002").body())
          .contains("another revision needs a higher attempt");
      assertThat(apply(path, 8, "m-0000000002").statusCode()).isEqualTo(200);
    } finally {
      server.send("DELETE", path + "/fenced", "application/json", "");
    }
  }

  @Test
  void reportOfAModelThatCannotExistIsRefused() throws Exception {
    var path = "/apis/atoll.dev/v1alpha1/edgedevices";
    server.send("POST", path, "application/yaml", device(7, "m-0000000001"));
    try {
      assertThat(report(path, "vision.m").statusCode()).isEqualTo(200);
      var refused = report(path, "dotless");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("status.models[0].name");
    } finally {
      server.send("DELETE", path + "/fenced", "application/json", "");
    }
  }

  private static HttpResponse<String> report(String path, String model) throws Exception {
    return server.send(
        "PATCH",
        path + "/fenced/status",
        "application/merge-patch+json",
        "{\"status\":{\"models\":[{\"name\":\"%s\",\"phase\":\"Active\"}]}}".formatted(model));
  }

  private static HttpResponse<String> apply(String path, int attempt, String revision)
      throws Exception {
    return server.send(
        "PATCH",
        path + "/fenced?fieldManager=vision.m&force=true",
        "application/apply-patch+yaml",
        device(attempt, revision));
  }

  private static String device(int attempt, String revision) {
    return """
    apiVersion: atoll.dev/v1alpha1
    kind: EdgeDevice
    metadata: {name: fenced}
    spec:
      models:
      - name: vision.m
        attempt: %d
        active: {revision: %s, artifact: {repository: registry/x, digest: "sha256:%s"}}
    """
        .formatted(attempt, revision, "0".repeat(64));
  }
}
