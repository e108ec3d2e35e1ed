package dev.atoll.tflite.compiled;

import dev.atoll.tflite.BuiltinOperator;
import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.TfliteFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the compiler's operator in a model and the package in its options. */
final class PackageReader {
  /** The map's keys: the executable that caches, of 2019; the package; the chips' numbers. */
  private static final String CACHING_2019 = "3";

  private static final String PACKAGE = "4";
  private static final String CHIPS = "6";
  private static final String IDENTIFIER = "DWN1";

  /** A real file has one; the experimental option -a makes a few. */
  private static final int MAX_OPERATORS = 16;

  private PackageReader() {}

  static Compilation read(ByteBuffer bytes) throws TfliteFormatException {
    FlatFile file = new FlatFile(bytes);
    if (!identifier(file).equals("TFL3")) {
      throw new TfliteFormatException("this is no .tflite file: its bytes 4 to 7 are not TFL3");
    }
    List<ByteRange> options = options(file, FlatTable.root(file, "the model"));
    if (options.isEmpty()) {
      return new Compilation.NotCompiled();
    }
    List<CompiledPackage> packages = new ArrayList<>();
    for (ByteRange each : options) {
      FlatFile part = file.part(each, "the options of " + Compilation.CUSTOM_OPERATOR);
      FlexMap map = FlexMap.read(part);
      Optional<ByteRange> content = map.bytes(PACKAGE);
      if (content.isEmpty()) {
        throw new TfliteFormatException("the compiled operator holds no package");
      }
      FlatFile inside = part.part(content.get(), "the package");
      if (!identifier(inside).equals(IDENTIFIER)) {
        return unreadable(map);
      }
      packages.add(PackageTables.read(inside, map.integers(CHIPS)));
    }
    return new Compilation.Compiled(together(packages));
  }

  private static String identifier(FlatFile file) throws TfliteFormatException {
    return file.size() < 8
        ? ""
        : new String(file.copy(4, 4, "the identifier"), StandardCharsets.ISO_8859_1);
  }

  private static Compilation unreadable(FlexMap map) throws TfliteFormatException {
    if (!map.keys().contains(CACHING_2019)) {
      throw new TfliteFormatException(
          "the compiled operator's package does not begin with " + IDENTIFIER);
    }
    return new Compilation.UnreadableLayout(
        "compiled in a layout of 2019, whose package this version cannot read: what runs where is"
            + " known, sizes, runtime version and caching token are not; compile it again for them");
  }

  /** Where the options of the compiler's operators lie. */
  private static List<ByteRange> options(FlatFile file, FlatTable model)
      throws TfliteFormatException {
    List<Boolean> ours = new ArrayList<>();
    for (FlatTable code : model.tables(1, "operator code")) {
      ours.add(
          Math.max(code.i8(0, 0), code.i32(3, 0)) == BuiltinOperator.CUSTOM
              && code.text(1).orElse("").equals(Compilation.CUSTOM_OPERATOR));
    }
    // Many operators may point to the same bytes: what was read once is not read again.
    Set<ByteRange> found = new LinkedHashSet<>();
    for (FlatTable graph : model.tables(2, "subgraph")) {
      for (FlatTable operator : graph.tables(3, "operator")) {
        long code = operator.u32(0);
        if (code < ours.size() && ours.get((int) code)) {
          found.add(optionsOf(file, operator));
        }
      }
    }
    if (found.size() > MAX_OPERATORS) {
      throw new TfliteFormatException(
          "the model holds " + found.size() + " compiled operators, at most 16 are read");
    }
    return List.copyOf(found);
  }

  private static ByteRange optionsOf(FlatFile file, FlatTable operator)
      throws TfliteFormatException {
    long offset = operator.u64(9);
    // 0 and 1 are placeholders of a writer that had no need to put the options behind the tables.
    if (offset == 0 || offset == 1) {
      return operator
          .range(5)
          .orElseThrow(() -> new TfliteFormatException("the compiled operator has no options"));
    }
    ByteRange behind = new ByteRange(offset, operator.u64(10));
    file.inside(behind.start(), behind.length(), "the options of the compiled operator");
    return behind;
  }

  private static CompiledPackage together(List<CompiledPackage> packages) {
    CompiledPackage first = packages.getFirst();
    return packages.size() == 1
        ? first
        : new CompiledPackage(
            first.compilerVersion(),
            first.packageVersion(),
            packages.stream().mapToInt(CompiledPackage::minRuntimeVersion).max().orElse(0),
            first.chip(),
            first.chipIds(),
            first.cachingToken(),
            packages.stream().mapToLong(CompiledPackage::cachedBytes).sum(),
            packages.stream().mapToLong(CompiledPackage::streamedBytes).sum(),
            packages.stream().mapToLong(CompiledPackage::packageBytes).sum(),
            packages.stream().flatMap(p -> p.executables().stream()).toList(),
            PackageTables.rising(
                packages.stream().flatMap(p -> p.tokenPositions().stream()).toList()));
  }
}
