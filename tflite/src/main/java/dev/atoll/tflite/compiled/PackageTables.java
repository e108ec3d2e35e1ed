package dev.atoll.tflite.compiled;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.TfliteFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Turns a DarwiNN package into a record. The numbers are the schema's field numbers. */
final class PackageTables {
  /** The runtime accepts 1 to 3. */
  private static final int MAX_EXECUTABLES = 16;

  private static final int TOKEN_BYTES = 8;
  private static final int TOKEN = 14;

  private PackageTables() {}

  static CompiledPackage read(FlatFile file, List<Long> chipIds) throws TfliteFormatException {
    FlatTable t = FlatTable.root(file, "the package");
    ByteRange multi =
        t.range(1).orElseThrow(() -> new TfliteFormatException("the package holds no executables"));
    FlatFile inner = file.part(multi, "the package's executables");
    List<ByteRange> serialized = FlatTable.root(inner, "the package's executables").texts(0);
    if (serialized.isEmpty() || serialized.size() > MAX_EXECUTABLES) {
      throw new TfliteFormatException(
          "the package claims " + serialized.size() + " executables; a runtime takes 1 to 3");
    }
    List<Executable> executables = new ArrayList<>();
    List<ByteRange> tokens = new ArrayList<>();
    for (ByteRange each : serialized) {
      FlatFile part = inner.part(each, "an executable");
      FlatTable table = FlatTable.root(part, "an executable");
      executables.add(executable(table));
      table
          .position(TOKEN, TOKEN_BYTES)
          .ifPresent(p -> tokens.add(new ByteRange(part.absolute(p.start()), p.length())));
    }
    return new CompiledPackage(
        t.text(4).orElse(""),
        t.i32(3, 0),
        t.i32(0, 0),
        executables.getFirst().chip(),
        chipIds,
        executables.getFirst().cachingToken(),
        parameters(executables, true),
        parameters(executables, false),
        file.size(),
        executables,
        rising(tokens));
  }

  private static long parameters(List<Executable> executables, boolean cached) {
    return executables.stream()
        .filter(e -> (e.type() == ExecutableType.ParameterCaching) == cached)
        .mapToLong(Executable::parameterBytes)
        .sum();
  }

  /** Hostile files may name one place twice, or places that overlap: each byte is named once. */
  static List<ByteRange> rising(List<ByteRange> positions) {
    List<ByteRange> result = new ArrayList<>();
    long end = -1;
    for (ByteRange p :
        positions.stream().sorted(Comparator.comparingLong(ByteRange::start)).toList()) {
      long start = Math.max(p.start(), end);
      end = Math.max(end, p.start() + p.length());
      if (end > start) {
        result.add(new ByteRange(start, end - start));
      }
    }
    return result;
  }

  private static Executable executable(FlatTable t) throws TfliteFormatException {
    List<Long> instructions = new ArrayList<>();
    for (FlatTable stream : t.tables(5, "instruction stream")) {
      instructions.add(bytes(stream, 0));
    }
    long cycles = t.u64(16);
    return new Executable(
        type(t.i16(13, 0)),
        t.text(10).orElse(""),
        bytes(t, 6),
        instructions,
        t.i32(4, 0),
        t.i32(12, 0),
        cycles != 0 ? cycles : t.i32(11, 0),
        HexFormat.of().toHexDigits(t.u64(TOKEN)),
        layers(t, 8),
        layers(t, 9));
  }

  private static long bytes(FlatTable t, int number) throws TfliteFormatException {
    Optional<ByteRange> range = t.range(number);
    return range.isPresent() ? range.get().length() : 0;
  }

  private static ExecutableType type(int code) throws TfliteFormatException {
    if (code < 0 || code >= ExecutableType.values().length) {
      throw new TfliteFormatException("an executable has the type " + code);
    }
    return ExecutableType.values()[code];
  }

  private static List<Layer> layers(FlatTable t, int number) throws TfliteFormatException {
    List<Layer> layers = new ArrayList<>();
    for (FlatTable layer : t.tables(number, "layer")) {
      Optional<FlatTable> numerics = layer.table(5, "the numerics of a layer");
      layers.add(
          new Layer(
              layer.text(0).orElse(""),
              layer.i32(1, 0),
              layer.i32(2, 0),
              layer.i32(3, 0),
              layer.i32(4, 0),
              dataType(layer.i16(6, 0)),
              numerics.isPresent() ? numerics.get().i32(0, 0) : 0,
              numerics.isPresent() ? numerics.get().f32(1) : 0,
              layer.i32(9, 1)));
    }
    return layers;
  }

  private static String dataType(int code) {
    return switch (code) {
      case 0 -> "FIXED_POINT8";
      case 1 -> "FIXED_POINT16";
      case 2 -> "SIGNED_FIXED_POINT32";
      case 3 -> "BFLOAT";
      case 4 -> "HALF";
      case 5 -> "SINGLE";
      case 8 -> "SIGNED_FIXED_POINT8";
      case 9 -> "SIGNED_FIXED_POINT16";
      default -> "DATA_TYPE_" + code;
    };
  }
}
