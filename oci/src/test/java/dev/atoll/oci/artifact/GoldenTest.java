package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.OciException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenTest {
  private static final String JSON =
      """
      {"kernels":"TfLite 2.21 XNNPACK x86_64","toleranceSteps":2,"samples":[{"inputs":\
      [{"name":"x","datatype":"UINT8","shape":[1,3],"data":"AQID"}],"outputs":\
      [{"name":"y","datatype":"INT32","shape":[1],"data":"BAAAAA=="}]}]}\
      """;

  @Test
  void theFormOfTheContractIsReadAndWritten() throws Exception {
    Golden golden = Golden.parse(JSON.getBytes(StandardCharsets.UTF_8));

    assertThat(golden.samples().getFirst().outputs().getFirst().values().getInt()).isEqualTo(4);
    assertThat(golden.floatTolerance()).isEmpty();
    assertThat(new String(golden.toBytes(), StandardCharsets.UTF_8)).isEqualTo(JSON);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,3] | [1,4] | has 4 bytes, not 3",
        "[1,3] | [1,-3] | dimension of -3",
        "[1,3] | [65536,65536,65536] | at most",
        "[1,3] | [1,1,1,1,1,1,1,1,3] | at most 8 dimensions",
        "[1,3] | [null,3] | dimension of null",
        "UINT8 | UINT9 | UINT9",
        "\"AQID\" | \"A\" | base64",
        "\"AQID\" | null | has name, datatype, shape and data",
        "\"toleranceSteps\":2 | \"toleranceSteps\":-1 | toleranceSteps",
        "\"toleranceSteps\":2 | \"toleranceSteps\":100000 | toleranceSteps",
        "INT32 | FP32 | needs toleranceFloat",
        "\"x\" | \"x\",\"name\":\"z\" | Duplicate"
      })
  void hostileSamplesAreRefused(String from, String to, String because) {
    byte[] changed = JSON.replace(from, to).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Golden.parse(changed))
        .isInstanceOfSatisfying(
            OciException.class,
            e -> assertThat(e.reason()).isEqualTo(OciException.Reason.ManifestInvalid))
        .hasMessageContainingAll("golden.json", because);
  }

  @Test
  void thereAreOneToSixteenSamples() throws Exception {
    Sample sample = Golden.parse(JSON.getBytes(StandardCharsets.UTF_8)).samples().getFirst();

    assertThat(new Golden("k", 0, null, Collections.nCopies(16, sample)).samples()).hasSize(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Golden("k", 0, null, Collections.nCopies(17, sample)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Golden("k", 0, null, List.of()));
  }
}
