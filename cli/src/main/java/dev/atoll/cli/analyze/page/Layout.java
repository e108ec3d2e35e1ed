package dev.atoll.cli.analyze.page;

import dev.atoll.cli.analyze.page.Graph.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where boxes and edges are drawn: in layers from top to bottom, after Sugiyama, Tagawa and Toda
 * (1981). A box stands one layer below the lowest box that it takes data from; an edge that skips
 * layers runs through a point in each; within a layer, boxes are ordered and placed near what they
 * are connected to.
 *
 * @param boxes in the graph's order
 * @param routes in the order of the graph's edges
 */
record Layout(List<Place> boxes, List<List<Point>> routes, double width, double height) {
  static final double BOX_WIDTH = 216;
  static final double BOX_HEIGHT = 46;
  private static final double LAYER_HEIGHT = 76;
  private static final double GAP = 26;
  private static final double MARGIN = 16;
  private static final int SWEEPS = 12;

  /** Beyond so many points, long edges are drawn straight. */
  private static final int MAX_POINTS = 40_000;

  /** The middle of a box's upper edge. */
  record Place(double x, double y) {}

  /** A corner of an edge. */
  record Point(double x, double y) {}

  static Layout of(Graph graph) {
    return new Builder(graph).build();
  }

  /** A box, or a point of an edge that passes through a layer. */
  private static final class Slot {
    final int layer;
    final double width;
    final List<Slot> above = new ArrayList<>();
    final List<Slot> below = new ArrayList<>();
    double x;

    Slot(int layer, double width) {
      this.layer = layer;
      this.width = width;
    }

    double wanted(boolean fromAbove) {
      List<Slot> near = fromAbove ? above : below;
      return near.isEmpty() ? x : near.stream().mapToDouble(s -> s.x).average().orElse(x);
    }
  }

  private static final class Builder {
    private final Graph graph;
    private final List<Slot> boxes = new ArrayList<>();
    private final List<List<Slot>> layers = new ArrayList<>();
    private final List<List<Slot>> chains = new ArrayList<>();
    private int points;

    Builder(Graph graph) {
      this.graph = graph;
    }

    Layout build() {
      for (int layer : layersOfBoxes()) {
        boxes.add(add(layer, BOX_WIDTH));
      }
      for (Edge e : graph.edges()) {
        chains.add(chain(boxes.get(e.from()), boxes.get(e.to())));
      }
      layers.forEach(l -> place(l, null));
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        boolean down = sweep % 2 == 0;
        boolean reorder = sweep < SWEEPS - 4;
        for (List<Slot> layer : down ? layers : layers.reversed()) {
          if (reorder) {
            layer.sort(Comparator.comparingDouble(s -> s.wanted(down)));
          }
          place(layer, down);
        }
      }
      return finish();
    }

    private int[] layersOfBoxes() {
      int n = graph.boxes().size();
      int[] layer = new int[n];
      boolean[] fed = new boolean[n];
      List<Edge> byTarget = new ArrayList<>(graph.edges());
      byTarget.sort(Comparator.comparingInt(Edge::to));
      for (Edge e : byTarget) {
        layer[e.to()] = Math.max(layer[e.to()], layer[e.from()] + 1);
        fed[e.to()] = true;
      }
      int[] highestBelow = new int[n];
      Arrays.fill(highestBelow, Integer.MAX_VALUE);
      for (Edge e : byTarget) {
        highestBelow[e.from()] = Math.min(highestBelow[e.from()], layer[e.to()]);
      }
      // What takes no data stands right above what uses it, not all in the first layer.
      for (int i = 0; i < n; i++) {
        if (!fed[i] && highestBelow[i] != Integer.MAX_VALUE) {
          layer[i] = highestBelow[i] - 1;
        }
      }
      return layer;
    }

    private Slot add(int layer, double width) {
      while (layers.size() <= layer) {
        layers.add(new ArrayList<>());
      }
      Slot slot = new Slot(layer, width);
      layers.get(layer).add(slot);
      return slot;
    }

    private List<Slot> chain(Slot from, Slot to) {
      List<Slot> chain = new ArrayList<>(List.of(from));
      if (points + to.layer - from.layer <= MAX_POINTS) {
        for (int l = from.layer + 1; l < to.layer; l++) {
          chain.add(add(l, 4));
          points++;
        }
      }
      chain.add(to);
      for (int i = 1; i < chain.size(); i++) {
        chain.get(i - 1).below.add(chain.get(i));
        chain.get(i).above.add(chain.get(i - 1));
      }
      return chain;
    }

    /**
     * Each slot as near as its neighbours allow to where it wants to be: the mean of pushing to the
     * right and pushing to the left, which both keep the distances, keeps them too.
     */
    private static void place(List<Slot> layer, @Nullable Boolean down) {
      int n = layer.size();
      double[] right = new double[n];
      double[] left = new double[n];
      for (int i = 0; i < n; i++) {
        double wanted = down == null ? 0 : layer.get(i).wanted(down);
        right[i] = i == 0 ? wanted : Math.max(wanted, right[i - 1] + distance(layer, i));
      }
      for (int i = n - 1; i >= 0; i--) {
        double wanted = down == null ? 0 : layer.get(i).wanted(down);
        left[i] = i == n - 1 ? wanted : Math.min(wanted, left[i + 1] - distance(layer, i + 1));
      }
      for (int i = 0; i < n; i++) {
        layer.get(i).x = (right[i] + left[i]) / 2;
      }
    }

    private static double distance(List<Slot> layer, int i) {
      return (layer.get(i - 1).width + layer.get(i).width) / 2 + GAP;
    }

    private Layout finish() {
      double left = Double.MAX_VALUE;
      double right = -Double.MAX_VALUE;
      for (List<Slot> layer : layers) {
        for (Slot s : layer) {
          left = Math.min(left, s.x - s.width / 2);
          right = Math.max(right, s.x + s.width / 2);
        }
      }
      double shift = layers.isEmpty() ? 0 : MARGIN - left;
      List<Place> places =
          boxes.stream().map(s -> new Place(s.x + shift, MARGIN + s.layer * LAYER_HEIGHT)).toList();
      List<List<Point>> routes = chains.stream().map(c -> route(c, shift)).toList();
      return new Layout(
          places,
          routes,
          layers.isEmpty() ? 0 : right - left + 2 * MARGIN,
          layers.size() * LAYER_HEIGHT - (LAYER_HEIGHT - BOX_HEIGHT) + 2 * MARGIN);
    }

    private static List<Point> route(List<Slot> chain, double shift) {
      List<Point> route = new ArrayList<>();
      for (int i = 0; i < chain.size(); i++) {
        Slot s = chain.get(i);
        double top = MARGIN + s.layer * LAYER_HEIGHT;
        if (i > 0) {
          route.add(new Point(s.x + shift, top));
        }
        if (i < chain.size() - 1) {
          route.add(new Point(s.x + shift, top + BOX_HEIGHT));
        }
      }
      return route;
    }
  }
}
