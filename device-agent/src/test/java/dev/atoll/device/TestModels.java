package dev.atoll.device;

import dev.atoll.oci.Digest;
import dev.atoll.oci.artifact.DataType;
import dev.atoll.oci.artifact.Golden;
import dev.atoll.oci.artifact.Sample;
import dev.atoll.oci.artifact.TensorData;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The tiny models of src/test/models/make.py. */
public final class TestModels {
  public static final String INPUT = "serving_default_x0:0";
  public static final String OUTPUT = "PartitionedCall:0";

  private TestModels() {}

  public static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TestModels.class.getResource("/models/" + name + ".tflite"), name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Digest digest(String name) throws IOException {
    return Digest.ofFile(path(name));
  }

  /** Golden samples for plus1 and plus2: 1, 2, 3, 4 in, each plus {@code added} out. */
  public static Golden plus(float added) {
    TensorData in = floats(INPUT, 1, 2, 3, 4);
    TensorData out = floats(OUTPUT, 1 + added, 2 + added, 3 + added, 4 + added);
    return new Golden("by hand", 0, 0.001, List.of(new Sample(List.of(in), List.of(out))));
  }

  /** Golden samples for slow. */
  public static Golden slow() {
    ByteBuffer out = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1);
    return new Golden(
        "by hand",
        0,
        0.01,
        List.of(
            new Sample(
                List.of(floats(INPUT, 1, 1, 1, 1)),
                List.of(new TensorData(OUTPUT, DataType.FP32, List.of(1, 1), out.array())))));
  }

  public static TensorData floats(String name, float... values) {
    return new TensorData(name, DataType.FP32, List.of(1, values.length), bytes(values).array());
  }

  public static ByteBuffer bytes(float... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      b.putFloat(v);
    }
    return b.flip();
  }
}
