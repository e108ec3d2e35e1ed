package dev.atoll.compiler.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompileRequestTest {
  private static final String SAVED_MODEL = "\"savedModel\":{\"uri\":\"s3://m/1\"}";
  private static final String FILE = "\"tflite\":{\"uri\":\"s3://m/1.tflite\"}";

  private static CompileRequest read(String source) throws OciException {
    String json =
        """
        {"namespace":"vision","model":"digits","revision":"digits-1","source":{%s},
         "calibration":null,"quantization":null,"evaluation":null,"repository":"r:1/a",
         "plainHttp":true}
        """
            .formatted(source);
    return Json.read(json.getBytes(StandardCharsets.UTF_8), CompileRequest.class, "the request");
  }

  @Test
  void aQuantisedFileNeedsNoCalibration() throws Exception {
    assertThat(read(FILE).source().model()).isEqualTo(new CompileRequest.Tflite("s3://m/1.tflite"));
    assertThatThrownBy(() -> read(SAVED_MODEL)).hasMessageContaining("calibration is missing");
  }

  @Test
  void thereIsExactlyOneSource() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("none of them");
    assertThatThrownBy(() -> read(SAVED_MODEL + "," + FILE)).hasMessageContaining("2 of them");
    assertThatThrownBy(() -> read("\"tflite\":{}")).hasMessageContaining("uri");
  }

  @Test
  void floatingModelsNeedCalibration() {
    for (String floating :
        new String[] {
          "\"keras\":{\"uri\":\"s3://m/1.keras\"}",
          "\"frozenGraph\":{\"uri\":\"s3://m/1.pb\",\"inputs\":[{\"name\":\"in\",\"shape\":[-1,4]}],\"outputs\":[\"out\"]}"
        }) {
      assertThatThrownBy(() -> read(floating)).hasMessageContaining("calibration is missing");
    }
  }

  @Test
  void anExportIsQuantisedAlready() throws Exception {
    assertThat(read("\"autoML\":{\"uri\":\"gs://m/export\"}").source().model())
        .isEqualTo(new CompileRequest.AutoMl("gs://m/export"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|[\"out\"]|inputs is missing",
        "[{\"name\":\"in\",\"shape\":[1,4]}]|[]|outputs is missing",
        "[{\"name\":\"in\",\"shape\":[]}]|[\"out\"]|shape is missing",
        "[{\"name\":\"in\",\"shape\":[0,4]}]|[\"out\"]|1 or more",
      })
  void aGraphNamesWhatGoesInAndOut(String inputs, String outputs, String sentence) {
    String graph =
        "\"frozenGraph\":{\"uri\":\"s3://m/1.pb\",\"inputs\":%s,\"outputs\":%s}"
            .formatted(inputs, outputs);
    assertThatThrownBy(() -> read(graph)).hasMessageContaining(sentence);
  }
}
