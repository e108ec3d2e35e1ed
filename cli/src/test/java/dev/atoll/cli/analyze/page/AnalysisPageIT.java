package dev.atoll.cli.analyze.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atoll.cli.CustomModel;
import dev.atoll.cli.analyze.AnalyzedModel;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person has it: in a browser. */
class AnalysisPageIT {
  private static final String HOSTILE =
      "</title></text></svg><img src=x onerror=\"document.title='pwned'\">"
          + "<script>document.title='pwned'</script><svg onload=\"document.title='pwned'\">\u202e'\"";

  @TempDir Path folder;

  @Test
  void aBoxThatIsChosenShowsWhatItNeedsAndWhereItsDataGoes() throws Exception {
    Path model = SharedModels.file("test_data/deeplabv3_mnv2_dm05_pascal_quant.tflite");
    try (Browser browser = open(model)) {
      assertThat(browser.evaluate("document.documentElement.dataset.ready").asText())
          .isEqualTo("true");
      assertThat(browser.evaluate("document.querySelectorAll('#graph .op').length").asInt())
          .isEqualTo(72);
      assertThat(browser.evaluate(colour("#box-0 rect")).asText())
          .isNotEqualTo(browser.evaluate(colour("#box-64 rect")).asText())
          .startsWith("rgb(");

      click(browser, "#box-64 rect");
      assertThat(browser.evaluate("document.getElementById('details').innerText").asText())
          .contains("64", "RESIZE_BILINEAR", "CPU", "TooLarge", "UINT8[1,33,33,256]", "enlarges");
      assertThat(browser.evaluate("document.querySelectorAll('#graph path.hot').length").asInt())
          .isEqualTo(2);

      click(browser, ".advices a[data-op='71']");
      assertThat(browser.evaluate("document.querySelector('#details h3').textContent").asText())
          .contains("71", "ARG_MAX");
      assertThat(
              browser
                  .evaluate(
                      "(() => { const b = document.getElementById('box-71').getBoundingClientRect();"
                          + " const c = document.getElementById('canvas').getBoundingClientRect();"
                          + " return b.top >= c.top && b.bottom <= c.bottom; })()")
                  .asBoolean())
          .isTrue();
    }
  }

  @Test
  void theTableCanBeFiltered() throws Exception {
    Path model = SharedModels.file("test_data/deeplabv3_mnv2_dm05_pascal_quant.tflite");
    String rows =
        "[...document.querySelectorAll('#operators tbody tr')].filter(r => r.offsetParent).length";
    try (Browser browser = open(model)) {
      assertThat(browser.evaluate(rows).asInt()).isEqualTo(72);
      click(browser, "#cpu-only");
      assertThat(browser.evaluate(rows).asInt()).isEqualTo(8);
      browser.evaluate(
          "document.getElementById('find').value = 'arg_max';"
              + "document.getElementById('find').dispatchEvent(new Event('input'))");
      assertThat(browser.evaluate(rows).asInt()).isEqualTo(1);
      assertThat(browser.evaluate("document.getElementById('shown').textContent").asText())
          .isEqualTo("1 of 72");
    }
  }

  @Test
  void hostileNamesDoNothing() throws Exception {
    Path model = Files.write(folder.resolve("m.tflite"), CustomModel.named(HOSTILE));
    try (Browser browser = open(model)) {
      click(browser, "#box-0 rect");
      assertThat(browser.evaluate("document.title").asText()).isEqualTo("m.tflite on the Edge TPU");
      assertThat(
              browser
                  .evaluate("document.querySelectorAll('img, [onload], [onerror]').length")
                  .asInt())
          .isZero();
      assertThat(browser.evaluate("document.scripts.length").asInt()).isEqualTo(1);
      assertThat(browser.evaluate("document.querySelectorAll('svg').length").asInt()).isEqualTo(2);
      JsonNode shown = browser.evaluate("document.querySelector('#details h3').textContent");
      assertThat(shown.asText()).contains("CUSTOM:</title>", "onerror=", "\\u{202e}");
    }
  }

  @Test
  void aScriptThatIsNotThePagesOwnIsRefused() throws Exception {
    Path model = Files.write(folder.resolve("m.tflite"), CustomModel.named("x"));
    try (Browser browser = open(model)) {
      browser.evaluate(
          "(() => { const s = document.createElement('script'); s.textContent ="
              + " \"document.title = 'pwned'\"; document.body.append(s); })()");
      assertThat(browser.evaluate("document.title").asText()).isNotEqualTo("pwned");
    }
  }

  @Test
  void thousandsOfOperatorsStayUsable() throws Exception {
    Path model = Files.write(folder.resolve("long.tflite"), CustomModel.chain(2_500));
    try (Browser browser = open(model)) {
      click(browser, "#box-2499 rect");
      assertThat(browser.evaluate("document.querySelector('#details h3').textContent").asText())
          .contains("2499");
    }
  }

  private Browser open(Path model) throws Exception {
    Path page = folder.resolve("page.html");
    Files.writeString(page, AnalysisPage.render(AnalyzedModel.of(model, "0".repeat(64))));
    return Browser.open(page, Files.createDirectory(folder.resolve("profile")));
  }

  private static String colour(String element) {
    return "getComputedStyle(document.querySelector(\"" + element + "\")).fill";
  }

  private static void click(Browser browser, String element) throws Exception {
    browser.evaluate(
        "document.querySelector(\""
            + element
            + "\").dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))");
  }
}
