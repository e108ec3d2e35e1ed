package dev.atoll.cli.analyze.page;

import dev.atoll.cli.Terminal;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.Place;
import java.util.List;

/** The operators as a table; its rows are also what the page shows of a box that is chosen. */
final class OperatorTable {
  private static final int MAX_TENSORS = 16;

  /** Many operators may read the same tensor. */
  private static final int NAME_CHARACTERS = 200;

  /** Real models have thousands; a small hostile file can name millions. */
  private static final int MAX_TENSORS_OF_ALL = 50_000;

  private int shown;

  private OperatorTable() {}

  static void write(Html html, List<OperatorPlacement> operators, List<Analysis.Line> lines) {
    new OperatorTable().all(html, operators, lines);
  }

  private void all(Html html, List<OperatorPlacement> operators, List<Analysis.Line> lines) {
    html.open("table", "id", "operators").open("thead").open("tr");
    for (String head :
        List.of(
            "Index", "Operator", "Version", "Runs on", "Reason", "Inputs", "Outputs", "Advice")) {
      html.element("th", head, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody").line();
    for (OperatorPlacement o : operators) {
      row(html, o, lines.get(o.index()));
    }
    html.close("tbody").close("table").line();
  }

  private void row(Html html, OperatorPlacement o, Analysis.Line line) {
    boolean tpu = o.place() == Place.EdgeTpu;
    html.open("tr", "id", "op-" + o.index(), "class", tpu ? "tpu" : "cpu");
    html.element("td", o.index(), "class", "number");
    html.open("td", "class", "name")
        .element("bdi", Terminal.shortened(o.op(), NAME_CHARACTERS))
        .close("td");
    html.element("td", o.version(), "class", "number");
    html.open("td").element("span", tpu ? "Edge TPU" : "CPU", "class", "place").close("td");
    html.element("td", o.reason());
    tensors(html, line.inputs());
    tensors(html, line.outputs());
    html.open("td", "class", "advice").element("bdi", o.advice()).close("td");
    html.close("tr").line();
  }

  private void tensors(Html html, List<Tensor> tensors) {
    html.open("td", "class", "tensors");
    int few = Math.min(tensors.size(), Math.min(MAX_TENSORS, MAX_TENSORS_OF_ALL - shown));
    shown += few;
    for (Tensor t : tensors.subList(0, few)) {
      html.open("div", "title", Terminal.shortened(t.name(), NAME_CHARACTERS))
          .element("code", t.signature())
          .text(t.isConstant() ? " constant" : "")
          .close("div");
    }
    if (tensors.size() > few) {
      html.element("div", "and " + (tensors.size() - few) + " more");
    }
    html.close("td");
  }
}
