package dev.atoll.cli.analyze.page;

import dev.atoll.cli.Terminal;
import dev.atoll.cli.analyze.page.Graph.Box;
import dev.atoll.cli.analyze.page.Layout.Point;
import dev.atoll.tflite.Subgraph;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a graph. Colours are in the style sheet; a box also says in words where it runs. */
final class GraphSvg {
  private static final String CUSTOM = "CUSTOM:";
  private static final int NAME_CHARACTERS = 23;
  private static final int SHAPE_CHARACTERS = 32;

  private final Subgraph subgraph;
  private final List<OperatorPlacement> operators;
  private final Graph graph;
  private final Layout layout;

  GraphSvg(Subgraph subgraph, List<OperatorPlacement> operators, Graph graph) {
    this.subgraph = subgraph;
    this.operators = operators;
    this.graph = graph;
    this.layout = Layout.of(graph);
  }

  void write(Html html) {
    html.open(
        "svg",
        "id",
        "graph",
        "role",
        "group",
        "aria-label",
        "The operators in the order of the data flow",
        "width",
        number(layout.width()),
        "height",
        number(layout.height()),
        "viewBox",
        "0 0 " + number(layout.width()) + " " + number(layout.height()));
    html.line();
    edges(html);
    for (int i = 0; i < graph.boxes().size(); i++) {
      box(html, graph.boxes().get(i), layout.boxes().get(i));
    }
    html.close("svg").line();
  }

  private void edges(Html html) {
    html.open("g", "class", "edges");
    for (int i = 0; i < graph.edges().size(); i++) {
      Graph.Edge e = graph.edges().get(i);
      html.open(
              "path",
              "d",
              path(layout.routes().get(i)),
              "data-from",
              id(graph.boxes().get(e.from())),
              "data-to",
              id(graph.boxes().get(e.to())))
          .close("path")
          .line();
    }
    html.close("g").line();
  }

  /** Straight down inside a layer, curved between layers. */
  private static String path(List<Point> route) {
    StringBuilder d = new StringBuilder();
    Point last = route.getFirst();
    d.append('M').append(number(last.x())).append(' ').append(number(last.y()));
    for (Point p : route.subList(1, route.size())) {
      if (p.x() == last.x()) {
        d.append('L').append(number(p.x())).append(' ').append(number(p.y()));
      } else {
        double middle = (last.y() + p.y()) / 2;
        d.append('C').append(number(last.x())).append(' ').append(number(middle));
        d.append(' ').append(number(p.x())).append(' ').append(number(middle));
        d.append(' ').append(number(p.x())).append(' ').append(number(p.y()));
      }
      last = p;
    }
    return d.toString();
  }

  private void box(Html html, Box box, Layout.Place at) {
    switch (box) {
      case Box.Input(Tensor t) -> port(html, "input", t, box, at);
      case Box.Output(Tensor t) -> port(html, "output", t, box, at);
      case Box.Op(int index) -> operator(html, operators.get(index), at);
    }
  }

  private static void port(Html html, String what, Tensor t, Box box, Layout.Place at) {
    html.open("g", "class", "port", "id", "box-" + id(box))
        .element("title", what + " " + t.name() + " " + t.signature());
    rectangle(html, at, Layout.BOX_HEIGHT / 2);
    label(html, at, 19, "name", Terminal.shortened(what + " " + t.name(), NAME_CHARACTERS));
    label(html, at, 36, "shape", Terminal.shortened(t.signature(), SHAPE_CHARACTERS));
    html.close("g").line();
  }

  private void operator(Html html, OperatorPlacement o, Layout.Place at) {
    boolean tpu = o.place() == Place.EdgeTpu;
    html.open(
            "a",
            "href",
            "#op-" + o.index(),
            "id",
            "box-" + o.index(),
            "class",
            tpu ? "op tpu" : "op cpu",
            "data-op",
            o.index())
        .open("title")
        .text(o.index() + " " + o.op() + " version " + o.version() + ", " + where(o));
    html.text(o.advice().isEmpty() ? "" : ": " + o.advice()).close("title");
    rectangle(html, at, 6);
    label(html, at, 19, "name", Terminal.shortened(o.index() + " " + name(o), NAME_CHARACTERS));
    String shape = (tpu ? "TPU  " : "CPU  ") + outputs(o);
    label(html, at, 36, "shape", Terminal.shortened(shape, SHAPE_CHARACTERS));
    html.close("a").line();
  }

  private static String name(OperatorPlacement o) {
    return o.op().startsWith(CUSTOM) ? o.op().substring(CUSTOM.length()) : o.op();
  }

  private String outputs(OperatorPlacement o) {
    return subgraph.operators().get(o.index()).outputs().stream()
        .filter(t -> t >= 0 && t < subgraph.tensors().size())
        .limit(3)
        .map(t -> subgraph.tensors().get(t).signature())
        .collect(Collectors.joining(" "));
  }

  static String where(OperatorPlacement o) {
    return o.place() == Place.EdgeTpu ? "on the Edge TPU" : "on the CPU";
  }

  private static void rectangle(Html html, Layout.Place at, double radius) {
    html.open(
            "rect",
            "x",
            number(at.x() - Layout.BOX_WIDTH / 2),
            "y",
            number(at.y()),
            "width",
            number(Layout.BOX_WIDTH),
            "height",
            number(Layout.BOX_HEIGHT),
            "rx",
            number(radius))
        .close("rect");
  }

  private static void label(Html html, Layout.Place at, double below, String style, String text) {
    html.element("text", text, "class", style, "x", number(at.x()), "y", number(at.y() + below));
  }

  private static String id(Box box) {
    return switch (box) {
      case Box.Input(Tensor t) -> "in-" + t.index();
      case Box.Op(int index) -> "" + index;
      case Box.Output(Tensor t) -> "out-" + t.index();
    };
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
