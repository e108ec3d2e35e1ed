package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
  /** One custom operator "fake\e[31m" from a float to a float, made with the schema's compiler. */
  private Path model;

  @TempDir Path folder;

  @BeforeEach
  void writeModel() throws Exception {
    model = Files.write(folder.resolve("m.tflite"), CustomModel.named("fake\u001b[31m\u009b"));
  }

  @Test
  void listsOperatorsWithTypesAndShapes() {
    Run run = Run.of("analyze", model.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("sha256:", "CUSTOM:fake\\u{1b}[31m\\u{9b}", "1 operators")
        .containsPattern("INT8\\[1,4]\\s+→\\s+INT8\\[1,\\?]")
        .doesNotContain("\u001b")
        .doesNotContain("\u009b");
  }

  @Test
  void theJsonHasTheKeysOfTheContract() throws Exception {
    Run run = Run.of("analyze", model.toString(), "-o", "json");
    JsonNode json = new ObjectMapper().readTree(run.out());

    assertThat(json.properties())
        .extracting(e -> e.getKey())
        .containsExactly("file", "sha256", "operators", "summary");
    assertThat(json.get("file").asText()).isEqualTo(model.toString());
    assertThat(json.get("sha256").asText()).isEqualTo(Sha256.of(model)).hasSize(64);
    assertThat(json.get("operators").toString())
        .isEqualTo("[{\"index\":0,\"op\":\"CUSTOM:fake\\u001B[31m\u009b\",\"version\":3}]");
    assertThat(json.at("/summary/total").asInt()).isEqualTo(1);
    assertThat(run.out()).doesNotContain("\u001b").doesNotContain("\u009b");
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
  }
}
