package dev.atoll.cli.analyze.page;

import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import java.util.List;
import java.util.Locale;

/** All operators in one bar, so that a graph of a thousand is seen at a glance. */
final class Overview {
  private static final int WIDTH = 1_000;

  private Overview() {}

  static void write(Html html, List<OperatorPlacement> operators) {
    if (operators.isEmpty()) {
      return;
    }
    html.open(
        "svg",
        "class",
        "overview",
        "viewBox",
        "0 0 " + WIDTH + " 14",
        "preserveAspectRatio",
        "none",
        "role",
        "group",
        "aria-label",
        "Where the operators run, in the file's order");
    int start = 0;
    for (int i = 1; i <= operators.size(); i++) {
      if (i == operators.size() || operators.get(i).place() != operators.get(start).place()) {
        run(html, operators, start, i);
        start = i;
      }
    }
    html.close("svg").line();
  }

  private static void run(Html html, List<OperatorPlacement> operators, int start, int end) {
    boolean tpu = operators.get(start).place() == Place.EdgeTpu;
    double unit = (double) WIDTH / operators.size();
    int first = operators.get(start).index();
    int last = operators.get(end - 1).index();
    html.open("a", "href", "#box-" + first, "class", tpu ? "tpu" : "cpu")
        .element(
            "title",
            "operators %d to %d %s".formatted(first, last, GraphSvg.where(operators.get(start))))
        .open(
            "rect",
            "x",
            String.format(Locale.ROOT, "%.2f", start * unit),
            "y",
            "0",
            "width",
            String.format(Locale.ROOT, "%.2f", (end - start) * unit),
            "height",
            "14")
        .close("rect")
        .close("a");
  }
}
