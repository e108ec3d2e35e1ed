package dev.atoll.device.agent.frontdoor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atoll.device.wire.TensorSpec;
import dev.atoll.oci.artifact.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One input of a request, field by field in any order. */
final class TensorParser {
  private static final int MAX_RANK = 16;

  @Nullable String name;
  @Nullable String datatype;
  @Nullable List<Long> shape;
  @Nullable Long binarySize;

  // Numbers as they come: the type may stand behind the data. Whole numbers keep all 64 bits.
  private long[] whole = new long[0];
  private double[] real = new double[0];
  private boolean isReal;
  private boolean isBool;
  private int count;
  private boolean hasData;

  static List<Long> shape(JsonParser p) throws IOException, HttpError {
    RequestParser.expect(p.currentToken(), JsonToken.START_ARRAY, "shape must be an array");
    List<Long> shape = new ArrayList<>();
    while (p.nextToken() != JsonToken.END_ARRAY) {
      RequestParser.expect(
          p.currentToken(), JsonToken.VALUE_NUMBER_INT, "shape must hold whole numbers");
      shape.add(p.getLongValue());
      if (shape.size() > MAX_RANK) {
        throw HttpError.bad("shape has more than %d dimensions", MAX_RANK);
      }
    }
    return shape;
  }

  /** Reads flat or nested arrays; stops as soon as there are more elements than any input has. */
  void data(JsonParser p, List<TensorSpec> specs) throws IOException, HttpError {
    RequestParser.expect(p.currentToken(), JsonToken.START_ARRAY, "data must be an array");
    long most = specs.stream().mapToLong(TensorSpec::elements).max().orElse(0);
    hasData = true;
    for (int depth = 1; depth > 0; ) {
      switch (p.nextToken()) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_NUMBER_INT -> add(p.getLongValue(), most);
        case VALUE_NUMBER_FLOAT -> add(p.getDoubleValue(), most);
        case VALUE_TRUE, VALUE_FALSE -> {
          isBool = true;
          add(p.getBooleanValue() ? 1 : 0, most);
        }
        default -> throw HttpError.bad("%s: data must hold numbers or booleans only", who());
      }
    }
  }

  private void add(long value, long most) throws HttpError {
    room(most);
    whole[count] = value;
    real[count++] = value;
  }

  private void add(double value, long most) throws HttpError {
    room(most);
    isReal = true;
    real[count++] = value;
  }

  private void room(long most) throws HttpError {
    if (count >= most) {
      throw HttpError.bad("%s: data has more than %d elements", who(), most);
    }
    if (count == whole.length) {
      int size = (int) Math.min(most, Math.max(64, 2L * count));
      whole = Arrays.copyOf(whole, size);
      real = Arrays.copyOf(real, size);
    }
  }

  /** Everything but the values. */
  void check(TensorSpec spec) throws HttpError {
    String wanted =
        "input '%s' must have shape %s and datatype %s"
            .formatted(spec.name(), spec.shape(), spec.datatype());
    if (!spec.datatype().name().equals(datatype)) {
      throw HttpError.bad("%s, its datatype is %s", wanted, String.valueOf(datatype));
    }
    List<Long> expected = spec.shape().stream().map(Integer::longValue).toList();
    if (!expected.equals(shape)) {
      throw HttpError.bad("%s, its shape is %s", wanted, String.valueOf(shape));
    }
    if (hasData == (binarySize != null)) {
      throw HttpError.bad("%s, either in data or as binary data", wanted);
    }
    if (hasData && count != spec.elements()) {
      throw HttpError.bad("%s, that is %d elements; data has %d", wanted, spec.elements(), count);
    }
  }

  /** The values as the model wants them. */
  ByteBuffer encoded(TensorSpec spec) throws HttpError {
    DataType type = spec.datatype();
    if (isBool != (type == DataType.BOOL) && count > 0) {
      throw HttpError.bad(
          "input '%s' has datatype %s: its data must hold %s",
          spec.name(), type, type == DataType.BOOL ? "booleans" : "numbers");
    }
    if (isReal && type != DataType.FP32) {
      throw HttpError.bad(
          "input '%s' has datatype %s: its data must hold whole numbers", spec.name(), type);
    }
    ByteBuffer out = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case BOOL -> out.put((byte) whole[i]);
        case UINT8 -> out.put((byte) within(spec, i, 0, 255));
        case INT8 -> out.put((byte) within(spec, i, -128, 127));
        case INT32 -> out.putInt((int) within(spec, i, Integer.MIN_VALUE, Integer.MAX_VALUE));
        case INT64 -> out.putLong(whole[i]);
        case FP32 -> out.putFloat((float) real[i]);
      }
    }
    return out.flip();
  }

  private long within(TensorSpec spec, int i, long least, long most) throws HttpError {
    if (whole[i] < least || whole[i] > most) {
      throw HttpError.bad(
          "input '%s' has datatype %s: element %d is %d, it must be %d to %d",
          spec.name(), spec.datatype(), i, whole[i], least, most);
    }
    return whole[i];
  }

  private String who() {
    return name == null ? "an input" : "input '" + name + "'";
  }
}
