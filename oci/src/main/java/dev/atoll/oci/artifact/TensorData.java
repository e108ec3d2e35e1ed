package dev.atoll.oci.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tensor with its values, little endian (base64 in JSON).
 *
 * @param name as in the model, at most 256 characters
 * @param shape at most 8 dimensions, each at least 1; their product × the element's size = the
 *     number of bytes of {@code data}
 * @param data not copied: do not change it
 */
@JsonPropertyOrder({"name", "datatype", "shape", "data"})
@JsonInclude(JsonInclude.Include.ALWAYS)
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record TensorData(String name, DataType datatype, List<Integer> shape, byte[] data) {
  /** The greatest tensor, in bytes. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final int MAX_NAME = 256;
  private static final int MAX_DIMENSIONS = 8;

  /** Refuses missing parts and data of another size than shape and type say. */
  public TensorData(
      @Nullable String name,
      @Nullable DataType datatype,
      @Nullable List<Integer> shape,
      byte @Nullable [] data) {
    if (name == null || datatype == null || shape == null || data == null) {
      throw new IllegalArgumentException("a tensor has name, datatype, shape and data");
    }
    if (name.length() > MAX_NAME) {
      throw new IllegalArgumentException("a tensor's name has at most 256 characters");
    }
    long bytes = bytes(datatype, shape);
    if (data.length != bytes) {
      throw new IllegalArgumentException(
          "a tensor of type %s and shape %s has %d bytes, not %d"
              .formatted(datatype, shape, bytes, data.length));
    }
    this.name = name;
    this.datatype = datatype;
    this.shape = List.copyOf(shape);
    this.data = data;
  }

  private static long bytes(DataType datatype, List<Integer> shape) {
    if (shape.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException("a tensor has at most 8 dimensions, not " + shape.size());
    }
    long bytes = datatype.bytes();
    for (Integer d : shape) {
      if (d == null || d < 1 || d > MAX_BYTES) {
        throw new IllegalArgumentException("a dimension of " + d + " is not possible");
      }
      bytes *= d;
      if (bytes > MAX_BYTES) {
        throw new IllegalArgumentException("a tensor has at most " + MAX_BYTES + " bytes");
      }
    }
    return bytes;
  }

  /** A read-only view of the values, little endian. */
  public ByteBuffer values() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof TensorData t
        && name.equals(t.name)
        && datatype == t.datatype
        && shape.equals(t.shape)
        && Arrays.equals(data, t.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, datatype, shape, Arrays.hashCode(data));
  }

  @Override
  public String toString() {
    return "%s %s%s (%d bytes)".formatted(name, datatype, shape, data.length);
  }
}
