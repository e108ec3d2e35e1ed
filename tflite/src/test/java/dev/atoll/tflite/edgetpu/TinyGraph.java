package dev.atoll.tflite.edgetpu;

import dev.atoll.tflite.OperatorOption;
import dev.atoll.tflite.TensorType;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import dev.atoll.tflite.TinyModel;
import dev.atoll.tflite.TinyModel.Op;
import dev.atoll.tflite.TinyModel.T;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A graph of few operators, written to a file and read again. */
final class TinyGraph {
  static final int LEFT_OUT = -1;

  private final TinyModel model = new TinyModel();
  private final List<Integer> inputs = new ArrayList<>();
  private final Map<OperatorOption, Integer> options = new EnumMap<>(OperatorOption.class);
  private int last = LEFT_OUT;

  /** An input of the model; its number is what operators name it by. */
  int input(TensorType type, int... shape) {
    int index = tensor(new T("input" + model.tensors.size(), type, shape));
    inputs.add(index);
    return index;
  }

  int tensor(T tensor) {
    model.tensors.add(tensor);
    return model.tensors.size() - 1;
  }

  int int8(int... shape) {
    return input(TensorType.INT8, shape);
  }

  /** Zeros of 8 bits, per channel when there are several scales. */
  int weights(int scales, int... shape) {
    int bytes = 1;
    for (int d : shape) {
      bytes *= d;
    }
    byte[] data = new byte[bytes];
    data[0] = 1;
    T t = new T("weights", TensorType.INT8, shape).withBuffer(buffer(data));
    float[] each = new float[scales];
    Arrays.fill(each, 0.25f);
    return tensor(t.withQuantisation(each, new long[scales]));
  }

  int filled(int value, int... shape) {
    int bytes = 1;
    for (int d : shape) {
      bytes *= d;
    }
    byte[] data = new byte[bytes];
    Arrays.fill(data, (byte) value);
    return tensor(new T("filled", TensorType.INT8, shape).withBuffer(buffer(data)));
  }

  int ints(int... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : values) {
      data.putInt(v);
    }
    T t = new T("ints", TensorType.INT32, values.length).withQuantisation(new float[0]);
    return tensor(t.withBuffer(buffer(data.array())));
  }

  private int buffer(byte[] data) {
    model.buffers.add(data);
    return model.buffers.size() - 1;
  }

  /** For the next operator. */
  TinyGraph with(OperatorOption option, int value) {
    options.put(option, value);
    return this;
  }

  /** Appends an operator with one new int8 output and says which that is. */
  int op(int code, int[] shape, int... operands) {
    return op(code, new T("t" + model.tensors.size(), TensorType.INT8, shape), operands);
  }

  int op(int code, T output, int... operands) {
    last = tensor(output);
    return append(code, new int[] {last}, operands);
  }

  /** Appends an operator whose outputs are there already. */
  int append(int code, int[] outputs, int[] operands) {
    last = outputs[0];
    model.operators.add(new Op(code, 1, "", operands, outputs, Map.copyOf(options)));
    options.clear();
    return last;
  }

  /** Changes the operator that was appended last. */
  TinyGraph last(UnaryOperator<Op> change) {
    model.operators.add(change.apply(model.operators.removeLast()));
    return this;
  }

  TinyModel model() {
    model.inputs = inputs.stream().mapToInt(i -> i).toArray();
    model.outputs = new int[] {last};
    return model;
  }

  TfliteModel read() {
    try {
      return TfliteModel.read(model().write());
    } catch (TfliteFormatException e) {
      throw new AssertionError(e);
    }
  }

  EdgeTpuAnalysis analyze() {
    return EdgeTpuAnalyzer.analyze(read());
  }

  /** How the last operator is placed. */
  OperatorPlacement place(int runtime) {
    return EdgeTpuAnalyzer.analyze(read(), runtime).operators().getLast();
  }
}
