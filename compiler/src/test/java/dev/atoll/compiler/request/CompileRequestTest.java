package dev.atoll.compiler.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
    assertThatThrownBy(() -> read(SAVED_MODEL + "," + FILE)).hasMessageContaining("both");
    assertThatThrownBy(() -> read("\"tflite\":{}")).hasMessageContaining("uri");
  }
}
