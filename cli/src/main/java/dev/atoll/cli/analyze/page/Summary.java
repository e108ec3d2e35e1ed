package dev.atoll.cli.analyze.page;

import dev.atoll.cli.analyze.Advices;
import dev.atoll.cli.analyze.AnalyzedModel;
import dev.atoll.cli.analyze.Sizes;
import dev.atoll.cli.analyze.Verdict;
import dev.atoll.tflite.compiled.Compilation;
import dev.atoll.tflite.compiled.CompiledPackage;
import dev.atoll.tflite.edgetpu.CompilerRefusal;
import dev.atoll.tflite.edgetpu.MemoryEstimate;
import java.util.List;

/** What matters, above the graph: figures, what the compiler would refuse, what to change. */
final class Summary {
  private static final int MAX_LINKS = 12;
  private static final int MAX_REFUSALS = 20;
  private static final int SHOWN_ADVICES = 6;

  /** Behind these the table goes on. */
  private static final int MAX_ADVICES = 200;

  private Summary() {}

  static void write(Html html, AnalyzedModel m) {
    html.open("header").element("h1", AnalysisPage.name(m));
    html.element("p", Verdict.summary(m), "class", "verdict");
    html.element("p", "sha256:" + m.sha256(), "class", "digest").close("header").line();
    m.contradiction().ifPresent(c -> warning(html, "No device would load this model", c));
    m.packageFault().ifPresent(f -> warning(html, "No runtime would load its package", f));
    figures(html, m);
    refusals(html, m.analysis().refusals());
    contents(html, m);
    advices(html, Advices.of(m.analysis().operators()));
  }

  private static void warning(Html html, String title, String sentence) {
    html.open("section", "class", "refusals").element("h2", title).element("p", sentence);
    html.close("section").line();
  }

  private static void figures(Html html, AnalyzedModel m) {
    html.open("dl", "class", "figures");
    int all = m.operators();
    figure(html, "operators", String.valueOf(all), "");
    figure(html, "on the Edge TPU", String.valueOf(m.onEdgeTpu()), "tpu");
    figure(html, "on the CPU", String.valueOf(m.onCpu()), "cpu");
    if (m.isCompiled() && !(m.compilation() instanceof Compilation.Compiled)) {
      figure(html, "parameters", "unknown", "");
    } else {
      MemoryEstimate memory = m.memory();
      String how = m.isCompiled() ? "" : ", estimated";
      figure(html, "cached on the chip" + how, Sizes.of(memory.cachedBytes()), "");
      figure(html, "streamed" + how, Sizes.of(memory.streamedBytes()), "");
    }
    html.close("dl").line();
  }

  private static void figure(Html html, String what, String value, String style) {
    html.open("div", "class", "figure " + style).element("dt", what).element("dd", value);
    html.close("div");
  }

  private static void refusals(Html html, List<CompilerRefusal> refusals) {
    if (refusals.isEmpty()) {
      return;
    }
    html.open("section", "class", "refusals");
    html.element("h2", "edgetpu_compiler 16 would refuse this model").open("ul");
    for (CompilerRefusal r : refusals.stream().limit(MAX_REFUSALS).toList()) {
      html.open("li").element("strong", r.reason()).text(": ").element("bdi", r.message());
      Integer operator = r.operator();
      if (operator != null) {
        html.text(" ");
        link(html, operator);
      }
      html.close("li");
    }
    html.close("ul");
    if (refusals.size() > MAX_REFUSALS) {
      html.element("p", "and " + (refusals.size() - MAX_REFUSALS) + " more");
    }
    html.close("section").line();
  }

  private static void contents(Html html, AnalyzedModel m) {
    switch (m.compilation()) {
      case Compilation.NotCompiled() -> {}
      case Compilation.UnreadableLayout(String message) ->
          html.open("section").element("h2", "Package").element("p", message).close("section");
      case Compilation.Compiled(CompiledPackage p) -> {
        html.open("section").element("h2", "Package").open("dl", "class", "contents");
        pair(html, "package version", p.packageVersion());
        pair(html, "compiler", Verdict.compiler(p));
        pair(html, "Edge TPU runtime", p.minRuntimeVersion() + " or newer");
        pair(html, "chip", p.chip());
        pair(html, "caching token", p.cachingToken());
        pair(html, "size", Sizes.of(p.packageBytes()));
        html.close("dl").close("section").line();
      }
    }
  }

  private static void pair(Html html, String what, Object value) {
    html.open("div").element("dt", what).element("dd", value).close("div");
  }

  private static void advices(Html html, List<Advices.Advice> advices) {
    if (advices.isEmpty()) {
      return;
    }
    html.open("section").element("h2", "What to change");
    list(html, advices.stream().limit(SHOWN_ADVICES).toList());
    if (advices.size() > SHOWN_ADVICES) {
      html.open("details").element("summary", (advices.size() - SHOWN_ADVICES) + " more");
      list(html, advices.stream().skip(SHOWN_ADVICES).limit(MAX_ADVICES).toList());
      html.close("details");
    }
    html.close("section").line();
  }

  private static void list(Html html, List<Advices.Advice> advices) {
    html.open("ul", "class", "advices");
    for (Advices.Advice a : advices) {
      html.open("li").element("bdi", a.text());
      html.open("div", "class", "affected").text(count(a.operators().size()));
      a.operators().stream().limit(MAX_LINKS).forEach(o -> link(html.text(" "), o.index()));
      html.text(a.operators().size() > MAX_LINKS ? " …" : "").close("div").close("li");
    }
    html.close("ul");
  }

  private static String count(int operators) {
    return operators == 1 ? "operator" : operators + " operators:";
  }

  private static void link(Html html, int operator) {
    html.element("a", operator, "href", "#box-" + operator, "data-op", operator);
  }
}
