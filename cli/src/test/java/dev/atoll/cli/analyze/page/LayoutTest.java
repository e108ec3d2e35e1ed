package dev.atoll.cli.analyze.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.cli.analyze.page.Graph.Box;
import dev.atoll.cli.analyze.page.Graph.Edge;
import dev.atoll.cli.analyze.page.Layout.Place;
import dev.atoll.cli.analyze.page.Layout.Point;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Test
  void boxesNeverOverlapAndDataFlowsDownwards() {
    for (int seed = 0; seed < 200; seed++) {
      Graph graph = random(new Random(seed), 60);
      check(graph, Layout.of(graph));
    }
  }

  @Test
  void aChainIsAStraightLine() {
    Layout layout = Layout.of(graph(3, new Edge(0, 1), new Edge(1, 2)));

    assertThat(layout.boxes()).extracting(Place::x).containsOnly(layout.boxes().getFirst().x());
    assertThat(layout.boxes()).extracting(Place::y).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anEdgeThatSkipsLayersPassesBesideTheBoxesBetween() {
    Graph graph = graph(4, new Edge(0, 1), new Edge(1, 2), new Edge(2, 3), new Edge(0, 3));
    Layout layout = Layout.of(graph);

    check(graph, layout);
    assertThat(layout.routes().get(3)).hasSize(6);
    for (int box : List.of(1, 2)) {
      Place p = layout.boxes().get(box);
      assertThat(layout.routes().get(3))
          .filteredOn(r -> r.y() >= p.y() && r.y() <= p.y() + Layout.BOX_HEIGHT)
          .isNotEmpty()
          .allMatch(r -> Math.abs(r.x() - p.x()) > Layout.BOX_WIDTH / 2);
    }
  }

  @Test
  void whatTakesNoDataStandsRightAboveWhatUsesIt() {
    // 0 → 1 → 2 → 4, and 3 → 4: constants that are converted before their use, for instance.
    Layout layout =
        Layout.of(graph(5, new Edge(0, 1), new Edge(1, 2), new Edge(2, 4), new Edge(3, 4)));

    assertThat(layout.boxes().get(3).y()).isEqualTo(layout.boxes().get(2).y());
  }

  @Test
  void largeGraphsAreBounded() {
    List<Edge> everyPair = new ArrayList<>();
    for (int to = 1; to < 500; to++) {
      for (int from = 0; from < to && everyPair.size() < 12_000; from++) {
        everyPair.add(new Edge(from, to));
      }
    }
    Graph dense = graph(500, everyPair.toArray(Edge[]::new));
    Layout layout = Layout.of(dense);

    check(dense, layout);
    assertThat(layout.routes().stream().mapToInt(List::size).sum()).isLessThan(120_000);
    Graph chain = random(new Random(1), 3_000);
    check(chain, Layout.of(chain));
  }

  @Test
  void nothingIsLaidOutAsNothing() {
    assertThat(Layout.of(graph(0)).boxes()).isEmpty();
  }

  private static void check(Graph graph, Layout layout) {
    assertThat(layout.boxes()).hasSameSizeAs(graph.boxes());
    assertThat(layout.routes()).hasSameSizeAs(graph.edges());
    List<Place> sorted = new ArrayList<>(layout.boxes());
    sorted.sort(
        (a, b) -> a.y() != b.y() ? Double.compare(a.y(), b.y()) : Double.compare(a.x(), b.x()));
    for (int i = 0; i < sorted.size(); i++) {
      Place p = sorted.get(i);
      assertThat(p.x() - Layout.BOX_WIDTH / 2).isGreaterThanOrEqualTo(0);
      assertThat(p.x() + Layout.BOX_WIDTH / 2).isLessThanOrEqualTo(layout.width());
      assertThat(p.y() + Layout.BOX_HEIGHT).isLessThanOrEqualTo(layout.height());
      if (i > 0 && sorted.get(i - 1).y() == p.y()) {
        assertThat(p.x() - sorted.get(i - 1).x()).isGreaterThan(Layout.BOX_WIDTH);
      }
    }
    for (int i = 0; i < graph.edges().size(); i++) {
      List<Point> route = layout.routes().get(i);
      Place from = layout.boxes().get(graph.edges().get(i).from());
      Place to = layout.boxes().get(graph.edges().get(i).to());
      assertThat(route.getFirst()).isEqualTo(new Point(from.x(), from.y() + Layout.BOX_HEIGHT));
      assertThat(route.getLast()).isEqualTo(new Point(to.x(), to.y()));
      for (int p = 1; p < route.size(); p++) {
        assertThat(route.get(p).y()).isGreaterThan(route.get(p - 1).y());
      }
    }
  }

  private static Graph random(Random random, int boxes) {
    Set<Edge> edges = new LinkedHashSet<>();
    for (int to = 1; to < boxes; to++) {
      for (int k = random.nextInt(4); k > 0; k--) {
        edges.add(new Edge(Math.max(0, to - 1 - random.nextInt(random.nextInt(30) + 1)), to));
      }
    }
    return graph(boxes, edges.toArray(Edge[]::new));
  }

  private static Graph graph(int boxes, Edge... edges) {
    List<Box> all = new ArrayList<>();
    for (int i = 0; i < boxes; i++) {
      all.add(new Box.Op(i));
    }
    return new Graph(all, List.of(edges), 0);
  }
}
