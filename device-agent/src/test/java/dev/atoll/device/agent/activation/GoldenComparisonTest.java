package dev.atoll.device.agent.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.device.TestModels;
import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenComparisonTest {
  private static final TensorSpec IN = new TensorSpec("x", DataType.FP32, List.of(1, 1), 0, 0);

  private static Optional<String> bytes(DataType type, int expected, int actual, int steps) {
    TensorSpec out = new TensorSpec("y", type, List.of(1), 0.5f, 0);
    Sample sample =
        new Sample(
            List.of(TestModels.floats("x", 0)),
            List.of(new TensorData("y", type, List.of(1), new byte[] {(byte) expected})));
    Golden golden = new Golden("k", steps, 0.1, List.of(sample));
    return new GoldenComparison(golden, List.of(IN), List.of(out))
        .difference(sample, List.of(ByteBuffer.wrap(new byte[] {(byte) actual})));
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8,254,255,1,true",
    "UINT8,253,255,1,false",
    "UINT8,0,255,1,false",
    "INT8,-1,1,2,true",
    "INT8,-128,127,64,false",
    "BOOL,0,1,5,false",
    "BOOL,1,1,0,true",
  })
  void quantisedOutputsMayDifferBySoManySteps(
      DataType type, int expected, int actual, int steps, boolean fits) {
    assertThat(bytes(type, expected, actual, steps).isEmpty()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"1,1.05,true", "1,1.2,false", "1,NaN,false", "NaN,NaN,true", "1,Infinity,false"})
  void floatsMayDifferByTheTolerance(float expected, float actual, boolean fits) {
    TensorSpec out = new TensorSpec("y", DataType.FP32, List.of(1, 1), 0, 0);
    Sample sample =
        new Sample(List.of(TestModels.floats("x", 0)), List.of(TestModels.floats("y", expected)));
    Golden golden = new Golden("k", 2, 0.1, List.of(sample));
    Optional<String> difference =
        new GoldenComparison(golden, List.of(IN), List.of(out))
            .difference(sample, List.of(TestModels.bytes(actual)));
    assertThat(difference.isEmpty()).isEqualTo(fits);
  }

  @Test
  void samplesForAnotherModelAreNamed() {
    Golden golden = TestModels.plus(1);
    GoldenComparison c = new GoldenComparison(golden, List.of(IN), List.of(IN));
    assertThatThrownBy(() -> c.inputs(golden.samples().getFirst()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the golden sample lacks the input x");
  }
}
