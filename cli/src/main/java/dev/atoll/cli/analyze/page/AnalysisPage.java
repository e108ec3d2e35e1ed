package dev.atoll.cli.analyze.page;

import dev.atoll.cli.analyze.AnalyzedModel;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.edgetpu.OperatorPlacement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The whole page. */
public final class AnalysisPage {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  private AnalysisPage() {}

  /** A page in HTML 5 that needs no other file. */
  public static String render(AnalyzedModel m) {
    Html html = new Html();
    html.trusted("<!doctype html>\n").open("html", "lang", "en").line();
    head(html, m);
    html.open("body").line().open("main").line();
    Summary.write(html, m);
    graph(html, m);
    table(html, m);
    html.close("main").line();
    html.open("script").trusted(SCRIPT).close("script").line();
    return html.close("body").close("html").line().toString();
  }

  /**
   * The policy lets the page run its own script and nothing else: even a name that were not escaped
   * could do nothing.
   */
  private static void head(Html html, AnalyzedModel m) {
    html.open("head").line();
    html.open("meta", "charset", "utf-8").line();
    html.open(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '"
                + digest(STYLE)
                + "'; script-src '"
                + digest(SCRIPT)
                + "'")
        .line();
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    html.open("meta", "name", "color-scheme", "content", "light dark").line();
    html.element("title", name(m) + " on the Edge TPU").line();
    html.open("style").trusted(STYLE).close("style").line();
    html.close("head").line();
  }

  static String name(AnalyzedModel m) {
    Path name = Path.of(m.file()).getFileName();
    return name == null ? m.file() : name.toString();
  }

  private static void graph(Html html, AnalyzedModel m) {
    Graph graph = Graph.of(m.model().main());
    html.open("section", "class", "flow").line();
    html.element("h2", "Data flow").line();
    legend(html);
    if (graph.omitted() > 0) {
      html.element(
          "p",
          "The picture leaves out "
              + graph.omitted()
              + " operators and connections; the table below has every operator.");
    }
    Overview.write(html, m.analysis().operators());
    html.open("div", "class", "panes").line();
    html.open("div", "class", "canvas", "id", "canvas", "tabindex", "0").line();
    new GraphSvg(m.model().main(), m.analysis().operators(), graph).write(html);
    html.close("div").line();
    html.open("aside", "id", "details", "aria-live", "polite")
        .element("h3", "An operator")
        .element("p", "Choose a box to see what it reads, writes and needs.", "class", "hint")
        .close("aside")
        .line();
    html.close("div").line().close("section").line();
  }

  private static void legend(Html html) {
    html.open("div", "class", "legend");
    html.element("span", "on the Edge TPU", "class", "key tpu");
    html.element("span", "on the CPU", "class", "key cpu");
    html.element("span", "input or output", "class", "key port");
    html.open("span", "class", "zoom", "hidden", "");
    html.element("button", "−", "id", "smaller", "type", "button", "title", "smaller");
    html.element("button", "fit", "id", "fit", "type", "button", "title", "fit the width");
    html.element("button", "+", "id", "larger", "type", "button", "title", "larger");
    html.close("span").close("div").line();
  }

  private static void table(Html html, AnalyzedModel m) {
    List<OperatorPlacement> operators = m.analysis().operators();
    html.open("section").line().element("h2", "Operators").line();
    html.open("div", "class", "filters", "hidden", "");
    html.open("label").text("Find ");
    html.open("input", "id", "find", "type", "search", "placeholder", "operator, reason, advice");
    html.close("label").open("label");
    html.open("input", "id", "cpu-only", "type", "checkbox").text(" only those on the CPU");
    html.close("label").open("output", "id", "shown").close("output").close("div").line();
    html.open("div", "class", "wide").line();
    OperatorTable.write(html, operators, Analysis.listOperators(m.model()));
    html.close("div").line().close("section").line();
  }

  private static String resource(String name) {
    try (InputStream in = AnalysisPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  private static String digest(String content) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(sha256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
