package dev.atoll.tflite.edgetpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A rule, kept or broken by a graph of one operator.
 *
 * @param expected what the placement gives as its reason
 * @param runtime for which is compiled
 */
record OperatorCase(String name, PlacementReason expected, int runtime, Consumer<TinyGraph> graph) {
  static final int NEWEST = OperatorRule.NEWEST_RUNTIME;

  OperatorCase(String name, PlacementReason expected, Consumer<TinyGraph> graph) {
    this(name, expected, NEWEST, graph);
  }

  static Stream<DynamicTest> tests(OperatorCase... cases) {
    return Stream.of(cases).map(c -> DynamicTest.dynamicTest(c.name(), c::check));
  }

  private void check() {
    TinyGraph tiny = new TinyGraph();
    graph.accept(tiny);
    OperatorPlacement placement = tiny.place(runtime);
    boolean mapped = expected == PlacementReason.Mapped;
    assertThat(placement.reason()).as(placement.toString()).isEqualTo(expected);
    assertThat(placement.place()).isEqualTo(mapped ? Place.EdgeTpu : Place.Cpu);
    assertThat(placement.advice().isEmpty()).isEqualTo(mapped);
  }
}
