package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
  private static final String DEEPLAB = "test_data/deeplabv3_mnv2_dm05_pascal_quant.tflite";

  /** One custom operator with a name that a terminal would obey. */
  private Path model;

  @TempDir Path folder;

  @BeforeEach
  void writeModel() throws Exception {
    model =
        Files.write(
            folder.resolve("m.tflite"), CustomModel.named("fake\u001b[31m\u009b\u202e<script>"));
  }

  @Test
  void theTableSaysWhereEachOperatorRunsAndWhy() {
    Run run = Run.of("analyze", model.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("sha256:", "CUSTOM:fake\\u{1b}[31m\\u{9b}\\u{202e}<script>")
        .containsPattern("Cpu +CustomOperator +INT8\\[1,\\?]")
        .contains("1 operator: 0 on the Edge TPU, 1 on the CPU", "parameters (estimate): 0 B")
        .contains("edgetpu_compiler 16 would refuse this model:", "UnresolvedCustomOperator: ");
    assertNothingThatATerminalObeys(run.out());
  }

  @Test
  void theJsonHasTheKeysOfTheContract() throws Exception {
    Run run = Run.of("analyze", model.toString(), "-o", "json");
    JsonNode json = new ObjectMapper().readTree(run.out());

    assertThat(keys(json))
        .containsExactly(
            "file", "sha256", "operators", "summary", "refusals", "estimate", "package");
    assertThat(json.get("file").asText()).isEqualTo(model.toString());
    assertThat(json.get("sha256").asText()).isEqualTo(Sha256.of(model)).hasSize(64);
    JsonNode operator = json.at("/operators/0");
    assertThat(keys(operator))
        .containsExactly("index", "op", "version", "place", "reason", "advice");
    assertThat(operator.get("op").asText()).isEqualTo("CUSTOM:fake\u001b[31m\u009b\u202e<script>");
    assertThat(operator.get("version").asInt()).isEqualTo(3);
    assertThat(operator.get("place").asText()).isEqualTo("Cpu");
    assertThat(json.get("summary").toString()).isEqualTo("{\"total\":1,\"edgeTpu\":0,\"cpu\":1}");
    assertThat(keys(json.at("/refusals/0"))).containsExactly("reason", "message", "operator");
    assertThat(json.get("estimate").toString())
        .isEqualTo("{\"cachedBytes\":0,\"streamedBytes\":0}");
    assertThat(json.get("package").isNull()).isTrue();
    assertNothingThatATerminalObeys(run.out());
  }

  @Test
  void aRealModelIsPlacedOperatorByOperator() throws Exception {
    Path file = SharedModels.file(DEEPLAB);
    JsonNode json = new ObjectMapper().readTree(Run.of("analyze", "" + file, "-o", "json").out());

    assertThat(json.get("summary").toString()).isEqualTo("{\"total\":72,\"edgeTpu\":64,\"cpu\":8}");
    JsonNode first = json.at("/operators/64");
    assertThat(first.get("index").asInt()).isEqualTo(64);
    assertThat(first.get("place").asText()).isEqualTo("Cpu");
    assertThat(first.get("advice").asText()).contains("RESIZE_BILINEAR");
    assertThat(json.at("/estimate/cachedBytes").asLong()).isBetween(400_000L, 1_200_000L);
    assertThat(Run.of("analyze", "" + file).out())
        .contains("72 operators: 64 on the Edge TPU, 8 on the CPU", "as for operator 65");
  }

  @Test
  void aCompiledFileShowsItsPackage() throws Exception {
    Path file = SharedModels.file("test_data/tools/split_concat_edgetpu.tflite");
    Run json = Run.of("analyze", "" + file, "-o", "json");
    JsonNode contents = new ObjectMapper().readTree(json.out()).get("package");

    assertThat(json.code()).isZero();
    assertThat(contents.get("compilerVersion").asText()).isEqualTo("cl/343520747");
    assertThat(contents.get("chip").asText()).isEqualTo("beagle");
    assertThat(contents.get("minRuntimeVersion").asInt()).isEqualTo(13);
    assertThat(contents.get("cachedBytes").asLong()).isEqualTo(192);
    assertThat(contents.get("streamedBytes").asLong()).isZero();
    assertThat(contents.get("cachingToken").asText()).isEqualTo("0f5daf073fcc3811");
    assertThat(contents.get("executables")).hasSize(2);
    assertThat(new ObjectMapper().readTree(json.out()).at("/estimate/cachedBytes").asLong())
        .isEqualTo(192);
    assertThat(Run.of("analyze", "" + file).out())
        .contains("runtime 13", "0f5daf073fcc3811", "compiler cl/343520747", "chip beagle")
        .contains("192 B cached on the chip");
  }

  @Test
  void aPackageOf2019IsSaidToBeUnreadable() throws Exception {
    Path file =
        SharedModels.file("edgetpu/tools/mobilenet_quant_v1_224_feature_layers-custom_op.tflite");
    Run json = Run.of("analyze", "" + file, "-o", "json");

    assertThat(new ObjectMapper().readTree(json.out()).at("/package/layout").asText())
        .isEqualTo("2019");
    assertThat(Run.of("analyze", "" + file).out())
        .contains("parameters: unknown", "layout of 2019");
    assertThat(Run.of("analyze", "" + file, "--html").out()).contains("layout of 2019");
  }

  @Test
  void aDamagedPackageIsAWarningAndTheRestIsShown() throws Exception {
    byte[] bytes =
        Files.readAllBytes(SharedModels.file("test_data/tools/split_concat_edgetpu.tflite"));
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("DWN1");
    bytes[at] = 'X';
    Run run = Run.of("analyze", "" + Files.write(folder.resolve("d.tflite"), bytes), "-o", "json");

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("warning: no runtime would load its package", "DWN1");
    assertThat(new ObjectMapper().readTree(run.out()).at("/package/layout").asText())
        .isEqualTo("Damaged");
  }

  @Test
  void thePageGoesToAFileOrToStandardOutput() throws Exception {
    Path page = folder.resolve("page.html");

    Run both = Run.of("analyze", model.toString(), "--html", page.toString());
    assertThat(both.code()).isZero();
    assertThat(both.out()).contains("INDEX");
    assertThat(Files.readString(page)).startsWith("<!doctype html>");
    for (List<String> order :
        List.of(
            List.of(model.toString(), "--html"),
            List.of("--html", model.toString()),
            List.of(model.toString(), "--html", "-"),
            List.of("--html=-", model.toString()))) {
      List<String> arguments = new ArrayList<>(List.of("analyze"));
      arguments.addAll(order);
      assertThat(Run.of(arguments.toArray(String[]::new)).out()).isEqualTo(Files.readString(page));
    }
  }

  @Test
  void aModelIsNeverOverwrittenByAPage() throws Exception {
    byte[] before = Files.readAllBytes(model);
    Path other = Files.copy(model, folder.resolve("other.tflite"));

    Run run = Run.of("analyze", "--html", model.toString(), other.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is a model and would be overwritten");
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
  }

  @Test
  void wrongUsageIsToldApartFromFailure() {
    assertThat(Run.of("analyze").code()).isEqualTo(2);
    assertThat(Run.of("analyze", model.toString(), "--html", "-", "-o", "json").code())
        .isEqualTo(2);
  }

  @Test
  void whatIsNoModelIsSaidInASentence() throws Exception {
    Path text = Files.writeString(folder.resolve("x"), "hello there", StandardCharsets.UTF_8);

    assertThat(Run.of("analyze", text.toString()))
        .extracting(Run::code, Run::out)
        .containsExactly(1, "");
    assertThat(Run.of("analyze", text.toString()).err()).contains("error: ", "no .tflite file");
    assertThat(Run.of("analyze", folder.toString()).err()).contains("is a folder");
    assertThat(Run.of("analyze", folder + "/y").err()).contains("does not exist");
  }

  @Test
  void aModelThatContradictsItselfIsListedWithAWarning() throws Exception {
    Path bad = Files.write(folder.resolve("bad.tflite"), CustomModel.readingTensor(77));

    Run run = Run.of("analyze", bad.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("warning", "tensor 77");
    assertThat(Run.of("analyze", bad.toString(), "--html").out())
        .contains("No device would load this model");
  }

  private static List<String> keys(JsonNode object) {
    return object.properties().stream().map(e -> e.getKey()).toList();
  }

  private static void assertNothingThatATerminalObeys(String text) {
    String shown = text.replace("\n", "");
    assertThat(Terminal.safe(shown)).isEqualTo(shown);
  }

  @Test
  void aPageThatCannotBeWrittenIsToldWithItsReason() {
    String missing = folder.resolve("gone/page.html").toString();
    assertThat(Run.of("analyze", model.toString(), "--html", missing).err())
        .contains(missing + " cannot be written: there is no such folder");
    assertThat(Run.of("analyze", model.toString(), "--html", folder.toString()).err())
        .contains(folder + " cannot be written: Is a directory");
  }
}
