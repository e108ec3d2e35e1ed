package dev.atoll.cli.analyze.page;

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

  private OperatorTable() {}

  static void write(Html html, List<OperatorPlacement> operators, List<Analysis.Line> lines) {
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

  private static void row(Html html, OperatorPlacement o, Analysis.Line line) {
    boolean tpu = o.place() == Place.EdgeTpu;
    html.open("tr", "id", "op-" + o.index(), "class", tpu ? "tpu" : "cpu");
    html.element("td", o.index(), "class", "number");
    html.open("td", "class", "name").element("bdi", o.op()).close("td");
    html.element("td", o.version(), "class", "number");
    html.open("td").element("span", tpu ? "Edge TPU" : "CPU", "class", "place").close("td");
    html.element("td", o.reason());
    tensors(html, line.inputs());
    tensors(html, line.outputs());
    html.open("td", "class", "advice").element("bdi", o.advice()).close("td");
    html.close("tr").line();
  }

  private static void tensors(Html html, List<Tensor> tensors) {
    html.open("td", "class", "tensors");
    for (Tensor t : tensors.stream().limit(MAX_TENSORS).toList()) {
      html.open("div", "title", GraphSvg.shortened(t.name(), NAME_CHARACTERS))
          .element("code", t.signature())
          .text(t.isConstant() ? " constant" : "")
          .close("div");
    }
    if (tensors.size() > MAX_TENSORS) {
      html.element("div", "and " + (tensors.size() - MAX_TENSORS) + " more");
    }
    html.close("td");
  }
}
