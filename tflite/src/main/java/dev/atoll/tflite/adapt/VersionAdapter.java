package dev.atoll.tflite.adapt;

import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.FlatTable;
import dev.atoll.tflite.Operator;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives an operator whose version the compiler does not read the lowest one that has what it uses;
 * what is within reach stays as it is. A version is a gate and no part of the computation; still,
 * whoever uses the result runs both files on the same inputs first.
 */
public final class VersionAdapter {
  private static final int ROOT_CODES = 1;
  private static final int ROOT_SUBGRAPHS = 2;
  private static final int GRAPH_TENSORS = 0;
  private static final int GRAPH_OPERATORS = 3;
  private static final int TENSOR_SIGNATURE = 7;
  private static final int OPERATOR_CODE = 0;

  private final TfliteModel model;
  private final ByteBuffer patched;
  private final FlatTable root;
  private final List<Use> uses = new ArrayList<>();
  private final List<Adaptation.Kept> kept = new ArrayList<>();
  private final List<Adaptation.Silenced> silenced = new ArrayList<>();

  private VersionAdapter(byte[] file, TfliteModel model) throws TfliteFormatException {
    this.model = model;
    this.patched = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    this.root = FlatTable.root(new FlatFile(ByteBuffer.wrap(file)), "the model");
  }

  /**
   * An operator and what becomes of it.
   *
   * @param codeField where the index of its code stands; absent when it is 0 and not written
   */
  private record Use(
      int subgraph, Operator operator, Optional<ByteRange> codeField, int code, int version) {}

  /**
   * Adapts a file that anybody may have written.
   *
   * @throws TfliteFormatException when it is no sound .tflite model, or so strangely built that a
   *     change in one place shows in another
   */
  public static Adaptation adapt(byte[] file) throws TfliteFormatException {
    TfliteModel model = TfliteModel.read(ByteBuffer.wrap(file));
    RangeCheck.require(model);
    return new VersionAdapter(file, model).adapted(file);
  }

  private Adaptation adapted(byte[] file) throws TfliteFormatException {
    List<FlatTable> graphs = root.tables(ROOT_SUBGRAPHS, "subgraph");
    for (Subgraph graph : model.subgraphs()) {
      judge(graph, graphs.get(graph.index()));
    }
    int batches = OpenBatch.canClose(model) ? closeBatches(graphs) : 0;
    byte[] made = lowered().isEmpty() ? patched.array() : withCodes();
    // Only now: operators that share the first code share its version too.
    List<Adaptation.Lowered> lowered = lowered();
    if (lowered.isEmpty() && silenced.isEmpty() && batches == 0) {
      return new Adaptation(file, List.of(), kept, List.of(), 0);
    }
    Map<List<Integer>, Integer> versions = versions();
    Unchanged.require(model, made, (g, o) -> versions.getOrDefault(List.of(g, o), 0));
    return new Adaptation(made, lowered, kept, silenced, batches);
  }

  private List<Adaptation.Lowered> lowered() {
    return uses.stream()
        .filter(u -> u.version() < u.operator().version())
        .map(u ->
            new Adaptation.Lowered(
                u.subgraph(),
                u.operator().index(),
                u.operator().name(),
                u.operator().version(),
                u.version()))
        .toList();
  }

  private Map<List<Integer>, Integer> versions() {
    Map<List<Integer>, Integer> versions = new HashMap<>();
    uses.forEach(u -> versions.put(List.of(u.subgraph(), u.operator().index()), u.version()));
    return versions;
  }

  private void judge(Subgraph graph, FlatTable table) throws TfliteFormatException {
    List<FlatTable> operators = table.tables(GRAPH_OPERATORS, "operator");
    for (Operator operator : graph.operators()) {
      FlatTable each = operators.get(operator.index());
      OperatorUse use = OperatorUse.read(graph, operator, each);
      Optional<Silence> silence = Silence.of(use);
      if (silence.isPresent()) {
        use = silence(graph.index(), use, each, silence.get());
      }
      Judgement judgement = Judgement.of(use);
      judgement
          .beyond()
          .ifPresent(why ->
              kept.add(
                  new Adaptation.Kept(
                      graph.index(), operator.index(), operator.name(), operator.version(), why)));
      uses.add(
          new Use(
              graph.index(),
              operator,
              each.position(OPERATOR_CODE, 4),
              (int) each.u32(OPERATOR_CODE),
              judgement.version()));
    }
  }

  private OperatorUse silence(int graph, OperatorUse use, FlatTable table, Silence silence)
      throws TfliteFormatException {
    ByteRange at =
        table
            .table(OperatorUse.OPTIONS, "options")
            .orElseThrow()
            .position(silence.field(), 1)
            .orElseThrow();
    patched.put((int) at.start(), (byte) 0);
    silenced.add(
        new Adaptation.Silenced(graph, use.operator().index(), use.name(), silence.option()));
    return use.without(silence.field());
  }

  private int closeBatches(List<FlatTable> graphs) throws TfliteFormatException {
    int closed = 0;
    for (Subgraph graph : model.subgraphs()) {
      List<FlatTable> tensors = graphs.get(graph.index()).tables(GRAPH_TENSORS, "tensor");
      for (int i = 0; i < tensors.size(); i++) {
        if (OpenBatch.isOpen(graph.tensors().get(i))) {
          ByteRange signature = tensors.get(i).range(TENSOR_SIGNATURE).orElseThrow();
          patched.putInt((int) signature.start(), 1);
          closed++;
        }
      }
    }
    return closed;
  }

  /** Operators of one code may need different versions: then there are further codes. */
  private byte[] withCodes() throws TfliteFormatException {
    OperatorCodes codes =
        OperatorCodes.read(patched.array(), root.tables(ROOT_CODES, "operator code"));
    Map<Integer, TreeSet<Integer>> versions = new HashMap<>();
    Map<Integer, Integer> first = new HashMap<>();
    for (Use use : uses) {
      versions.computeIfAbsent(use.code(), c -> new TreeSet<>()).add(use.version());
      if (use.codeField().isEmpty()) {
        first.merge(use.code(), use.version(), Math::max);
      }
    }
    Map<List<Integer>, Integer> places = new HashMap<>();
    versions.forEach((code, wanted) -> {
      // What cannot be pointed elsewhere keeps the old place, with the version that suits all.
      int stays = first.getOrDefault(code, Collections.max(wanted));
      codes.setVersion(code, stays);
      places.put(List.of(code, stays), code);
      wanted.stream()
          .filter(v -> v != stays)
          .forEach(v -> places.put(List.of(code, v), codes.copyWithVersion(code, v)));
    });
    for (int i = 0; i < uses.size(); i++) {
      uses.set(i, placed(uses.get(i), places, codes));
    }
    return codes.appended(root.position(ROOT_CODES, 4).orElseThrow());
  }

  private Use placed(Use use, Map<List<Integer>, Integer> places, OperatorCodes codes) {
    if (use.codeField().isEmpty()) {
      return new Use(
          use.subgraph(), use.operator(), use.codeField(), use.code(), codes.version(use.code()));
    }
    int place = places.getOrDefault(List.of(use.code(), use.version()), use.code());
    patched.putInt((int) use.codeField().get().start(), place);
    return use;
  }
}
