package dev.atoll.cli.analyze.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.cli.CustomModel;
import dev.atoll.cli.Terminal;
import dev.atoll.cli.analyze.AnalyzedModel;
import dev.atoll.tflite.testing.SharedModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisPageTest {
  private static final String HOSTILE =
      "</title></text><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\u001b[31m\0";

  @TempDir Path folder;

  @Test
  void hostileNamesAreTextEverywhere() throws Exception {
    String page = page("m.tflite", CustomModel.named(HOSTILE));

    assertThat(page)
        .contains("&lt;/title&gt;&lt;/text&gt;&lt;script&gt;alert(1)", "&quot;&#39;&amp;")
        .contains("\\u{202e}\\u{1b}[31m\\u{0}")
        .doesNotContain("<script>alert", "<img", "\u202e", "\u001b", "\0");
    assertThat(count(page, "<script>")).isEqualTo(1);
    assertThat(count(page, "</title>")).isEqualTo(1 + 1 + 2 + 1); // page, bar, ports, operator
  }

  @Test
  void aHostileFileNameIsTextToo() throws Exception {
    String page = page("<script>alert(3)<script>\u001b.tflite", CustomModel.named("x"));

    assertThat(page).doesNotContain("<script>alert", "\u001b").contains("&lt;script&gt;alert(3)");
  }

  @Test
  void thePolicyLetsOnlyThePagesOwnScriptAndStyleRun() throws Exception {
    String page = page("m.tflite", CustomModel.named("x"));
    String policy = group(page, "Content-Security-Policy\" content=\"([^\"]*)\"");

    assertThat(policy).contains("default-src &#39;none&#39;");
    assertThat(policy)
        .contains("script-src &#39;" + digest(group(page, "(?s)<script>(.*)</script>")));
    assertThat(policy).contains("style-src &#39;" + digest(group(page, "(?s)<style>(.*)</style>")));
    assertThat(page).doesNotContain("http:", "https:", " style=", " onclick=", "src=", "@import");
  }

  @Test
  void everyOperatorIsABoxAndARow() throws Exception {
    Path file = SharedModels.file("test_data/deeplabv3_mnv2_dm05_pascal_quant.tflite");
    String page = AnalysisPage.render(AnalyzedModel.of(file, "0".repeat(64)));

    for (int i = 0; i < 72; i++) {
      boolean tpu = i < 64;
      assertThat(page)
          .contains("id=\"box-" + i + "\" class=\"op " + (tpu ? "tpu" : "cpu") + "\"")
          .contains("<tr id=\"op-" + i + "\" class=\"" + (tpu ? "tpu" : "cpu") + "\"");
    }
    assertThat(count(page, "class=\"op ")).isEqualTo(72);
    assertThat(page).contains("What to change", "RESIZE_BILINEAR enlarges");
  }

  @Test
  void aModelOfThousandsOfOperatorsStaysAPageThatABrowserCanShow() throws Exception {
    String page = page("long.tflite", CustomModel.chain(5_000));

    assertThat(page).contains("leaves out 2000 operators and connections", "and 4980 more");
    assertThat(count(page, "class=\"op ")).isEqualTo(3_000);
    assertThat(count(page, "<tr id=\"op-")).isEqualTo(5_000);
    assertThat(page.length()).isLessThan(12_000_000);
  }

  @Test
  void aModelWithoutOperatorsHasAPageToo() throws Exception {
    assertThat(page("none.tflite", CustomModel.chain(0))).contains("0 operators", "input t");
  }

  @Test
  void longNamesAreCutInTheBoxBetweenCharacters() {
    assertThat(Terminal.shortened("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Terminal.shortened("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(Terminal.shortened("😀😀😀😀", 3)).isEqualTo("😀😀…");
    assertThat(Terminal.shortened("\u001b[31m", 20)).isEqualTo("\\u{1b}[31m");
  }

  private String page(String name, byte[] model) throws Exception {
    Path file = Files.write(folder.resolve(name.replace('/', '_')), model);
    return AnalysisPage.render(AnalyzedModel.of(file, "0".repeat(64)));
  }

  private static String digest(String content) throws Exception {
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(sha256);
  }

  private static String group(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    assertThat(m.find()).isTrue();
    return m.group(1);
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
