package dev.atoll.tflite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the tables of the schema into records. The numbers are the schema's field numbers. */
final class ModelReader {
  private static final String IDENTIFIER = "TFL3";
  private static final int SCHEMA_VERSION = 3;

  /** Thousands of operators may share a name, and every table of them repeats it. */
  private static final int MAX_OPERATOR_NAME = 512;

  /** Far above what interpreters can; whoever prints a shape prints all of it. */
  private static final int MAX_DIMENSIONS = 128;

  private static final ByteRange NO_DATA = new ByteRange(0, 0);

  private final FlatFile file;
  private final ConstantReader constants;

  private ModelReader(FlatFile file) {
    this.file = file;
    this.constants = new ConstantReader(file);
  }

  private record OperatorCode(int code, int version, @Nullable String custom) {}

  static TfliteModel read(ByteBuffer bytes) throws TfliteFormatException {
    FlatFile file = new FlatFile(bytes);
    if (file.size() < 8
        || !IDENTIFIER.equals(
            new String(file.copy(4, 4, "the file"), StandardCharsets.ISO_8859_1))) {
      throw new TfliteFormatException("this is no .tflite file: its bytes 4 to 7 are not TFL3");
    }
    return new ModelReader(file).model(FlatTable.root(file, "the model"));
  }

  private TfliteModel model(FlatTable model) throws TfliteFormatException {
    long version = model.u32(0);
    if (version != SCHEMA_VERSION) {
      throw new TfliteFormatException("the schema's version is " + version + ", not 3");
    }
    List<OperatorCode> codes = new ArrayList<>();
    for (FlatTable t : model.tables(1, "operator code")) {
      codes.add(operatorCode(t));
    }
    List<ByteRange> buffers = new ArrayList<>();
    for (FlatTable t : model.tables(4, "buffer")) {
      buffers.add(buffer(t));
    }
    List<Subgraph> subgraphs = new ArrayList<>();
    for (FlatTable t : model.tables(2, "subgraph")) {
      subgraphs.add(subgraph(subgraphs.size(), t, codes, buffers));
    }
    if (subgraphs.isEmpty()) {
      throw new TfliteFormatException("the model has no subgraph");
    }
    List<Signature> signatures = new ArrayList<>();
    for (FlatTable t : model.tables(7, "signature")) {
      signatures.add(signature(t));
    }
    return new TfliteModel(
        (int) version, model.text(3).orElse(""), subgraphs, signatures, buffers.size());
  }

  private static OperatorCode operatorCode(FlatTable t) throws TfliteFormatException {
    // Codes above 127 did not fit the first field; writers fill one or both.
    int code = Math.max(t.i8(0, 0), t.i32(3, 0));
    if (code < 0) {
      throw new TfliteFormatException("an operator has the code " + code);
    }
    String name = t.text(1).orElse("");
    if (name.length() > MAX_OPERATOR_NAME) {
      throw new TfliteFormatException(
          "a custom operator has a name of %d characters; shorten it to at most %d"
              .formatted(name.length(), MAX_OPERATOR_NAME));
    }
    return new OperatorCode(code, t.i32(2, 1), code == BuiltinOperator.CUSTOM ? name : null);
  }

  private ByteRange buffer(FlatTable t) throws TfliteFormatException {
    long offset = t.u64(1);
    long size = t.u64(2);
    // 0 and 1 are placeholders of a writer that found no need to put the data behind the tables.
    if (offset == 0 || offset == 1) {
      return t.range(0).orElse(NO_DATA);
    }
    file.inside(offset, size, "a buffer's data");
    return new ByteRange(offset, size);
  }

  private Subgraph subgraph(
      int index, FlatTable t, List<OperatorCode> codes, List<ByteRange> buffers)
      throws TfliteFormatException {
    List<Tensor> tensors = new ArrayList<>();
    for (FlatTable tensor : t.tables(0, "tensor")) {
      tensors.add(tensor(tensors.size(), tensor, buffers));
    }
    List<Operator> operators = new ArrayList<>();
    for (FlatTable operator : t.tables(3, "operator")) {
      operators.add(operator(operators.size(), operator, codes));
    }
    return new Subgraph(index, t.text(4).orElse(""), tensors, t.ints(1), t.ints(2), operators);
  }

  private static Operator operator(int index, FlatTable t, List<OperatorCode> codes)
      throws TfliteFormatException {
    long at = t.u32(0);
    if (at >= codes.size()) {
      throw new TfliteFormatException(
          "operator %d names operator code %d of %d".formatted(index, at, codes.size()));
    }
    OperatorCode code = codes.get((int) at);
    return new Operator(
        index, code.code(), code.version(), t.ints(1), t.ints(2), code.custom(), options(t));
  }

  private static Map<OperatorOption, Integer> options(FlatTable operator)
      throws TfliteFormatException {
    List<OperatorOption> known = OperatorOption.ofTable(operator.u8(3));
    Optional<FlatTable> table =
        known.isEmpty() ? Optional.empty() : operator.table(4, "an operator's options");
    Map<OperatorOption, Integer> options = new EnumMap<>(OperatorOption.class);
    if (table.isPresent()) {
      for (OperatorOption option : known) {
        int value = option.read(table.get());
        if (value != option.otherwise()) {
          options.put(option, value);
        }
      }
    }
    return options;
  }

  private Tensor tensor(int index, FlatTable t, List<ByteRange> buffers)
      throws TfliteFormatException {
    long buffer = t.u32(2);
    if (buffer != 0 && buffer >= buffers.size()) {
      throw new TfliteFormatException(
          "tensor %d names buffer %d of %d".formatted(index, buffer, buffers.size()));
    }
    if (t.u32(10) != 0) {
      throw new TfliteFormatException(
          "tensor " + index + " has its data in another file, which is not supported");
    }
    TensorType type = TensorType.of(t.i8(1, 0));
    ByteRange data = buffers.isEmpty() ? NO_DATA : buffers.get((int) buffer);
    boolean isSparse = t.has(6);
    return new Tensor(
        index,
        t.text(3).orElse(""),
        type,
        dimensions(t, 0),
        dimensions(t, 7),
        quantization(t.table(4, "the quantisation of tensor " + index)),
        buffer,
        data.length(),
        isSparse ? List.of() : constants.values(type, data),
        isSparse ? null : constants.fill(type, data),
        t.i8(5, 0) != 0,
        isSparse);
  }

  private static List<Integer> dimensions(FlatTable t, int number) throws TfliteFormatException {
    List<Integer> dimensions = t.ints(number);
    if (dimensions.size() > MAX_DIMENSIONS) {
      throw new TfliteFormatException("a tensor has " + dimensions.size() + " dimensions");
    }
    return dimensions;
  }

  private static Quantization quantization(Optional<FlatTable> table) throws TfliteFormatException {
    if (table.isEmpty()) {
      return Quantization.NONE;
    }
    FlatTable t = table.get();
    return new Quantization(t.floats(2), t.longs(3), t.i32(6, 0));
  }

  private static Signature signature(FlatTable t) throws TfliteFormatException {
    return new Signature(t.text(2).orElse(""), t.u32(4), ports(t, 0), ports(t, 1));
  }

  private static List<Signature.Port> ports(FlatTable t, int number) throws TfliteFormatException {
    List<Signature.Port> ports = new ArrayList<>();
    for (FlatTable port : t.tables(number, "signature port")) {
      ports.add(new Signature.Port(port.text(0).orElse(""), port.u32(1)));
    }
    return ports;
  }
}
