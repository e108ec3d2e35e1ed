package dev.atoll.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherTest {
  private static final SourceUri URI = new SourceUri.S3("models", "digits");
  private static final Limits LIMITS = new Limits(100, 4);

  @TempDir Path folder;
  private final List<Duration> waits = new ArrayList<>();
  private final Patience patience = new Patience(new Random(1), waits::add);
  private final FakeSource source = new FakeSource(new Transfer(patience));

  private Content fetch() throws Exception {
    return Fetcher.folder(source, URI, folder.resolve("model"), LIMITS);
  }

  private Refusal refused() {
    return catchThrowableOfType(RefusedException.class, this::fetch).refusal();
  }

  @Test
  void copiesAFolderAndDigestsIt() throws Exception {
    source.with("saved_model.pb", 10).with("variables/index", 20);
    Content content = fetch();
    String lines =
        "saved_model.pb\t10\t%s\nvariables/index\t20\t%s\n"
            .formatted(Digest.of(new byte[10]).hex(), Digest.of(new byte[20]).hex());
    assertThat(content.digest()).isEqualTo(Digest.of(lines.getBytes(StandardCharsets.UTF_8)));
    assertThat(content.bytes()).isEqualTo(30);
    assertThat(folder.resolve("model/variables/index")).hasBinaryContent(new byte[20]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/etc/x", "a//b", "a/", ".", "a\\b", "a\nb", "a\tb", ""})
  void refusesPathsThatLeadElsewhere(String path) {
    source.with("saved_model.pb", 10).with(path, 1);
    assertThat(refused().reason()).isEqualTo(Reason.UnsupportedSource);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAFileWhereAFolderIs() {
    source.with("a", 1).with("a/b", 1);
    assertThat(refused().reason()).isEqualTo(Reason.UnsupportedSource);
  }

  @Test
  void refusesTooManyBytesBeforeItCopies() {
    source.with("a", 60).with("b", 41);
    assertThat(refused().reason()).isEqualTo(Reason.TooLarge);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesTooManyFiles() {
    source.with("a", 1).with("b", 1).with("c", 1).with("d", 1).with("e", 1);
    assertThat(refused().reason()).isEqualTo(Reason.TooLarge);
  }

  @Test
  void refusesAnEmptyFolder() {
    assertThat(refused().reason()).isEqualTo(Reason.SourceNotFound);
  }

  @Test
  void noticesAFileThatIsReplacedBehindIt() {
    source.with("a", 10).with("b", 10);
    source.afterOpen = () -> source.with("a", 10);
    assertThat(refused().reason()).isEqualTo(Reason.SourceChanged);
  }

  @Test
  void noticesAFileThatGrewBeforeItWasOpened() {
    source.with("a", 10);
    Source growing =
        new Source() {
          @Override
          public List<Entry> list(SourceUri folder, int maxFiles) {
            return List.of(new Entry("a", 9, "v"));
          }

          @Override
          public Entry stat(SourceUri file) throws RefusedException {
            return source.stat(file);
          }

          @Override
          public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
              throws RefusedException, IOException, InterruptedException {
            source.copy(uri, entry, to, maxBytes);
          }
        };
    RefusedException e =
        catchThrowableOfType(
            RefusedException.class, () -> Fetcher.folder(growing, URI, folder, LIMITS));
    assertThat(e.refusal().reason()).isEqualTo(Reason.SourceChanged);
  }

  @Test
  void opensABrokenStreamAgain() throws Exception {
    source.with("a", 10);
    source.breaks = 3;
    assertThat(fetch().bytes()).isEqualTo(10);
    assertThat(waits).hasSize(3);
  }

  @Test
  void endsWhenNobodyWantsItAnyMore() {
    source.with("a", 10);
    source.afterOpen = () -> Thread.currentThread().interrupt();
    assertThatThrownBy(this::fetch).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void goesOnWhereTheLineBroke() throws Exception {
    source.with("a", 10);
    source.breaks = 6;
    source.goodBytes = 1;
    assertThat(fetch().bytes()).isEqualTo(10);
    assertThat(source.opened).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void startsAgainWhereTheStoreKnowsNoRanges() throws Exception {
    source.with("a", 10);
    source.ranges = false;
    source.breaks = 2;
    source.goodBytes = 4;
    assertThat(fetch().digest()).isEqualTo(digestOfTen());
    assertThat(source.opened).containsExactly(0L, 4L, 4L);
  }

  private static Digest digestOfTen() {
    return Content.digestOf(List.of(new Content.File("a", 10, Digest.of(new byte[10]))));
  }

  @Test
  void aStoreWithoutRangesThatAlwaysBreaksDoesNotKeepUsForEver() {
    source.with("a", 10);
    source.ranges = false;
    source.breaks = 99;
    source.goodBytes = 4;
    assertThat(refused().reason()).isEqualTo(Reason.SourceUnavailable);
  }

  @Test
  void givesUpOnAStreamThatAlwaysBreaks() {
    source.with("a", 10);
    source.breaks = 99;
    assertThat(refused())
        .returns(Reason.SourceUnavailable, Refusal::reason)
        .returns(true, Refusal::retryable);
    assertThat(waits).hasSize(3);
  }

  @Test
  void refusesLinksInAFolder() throws Exception {
    Path model = Files.createDirectory(folder.resolve("source"));
    Files.writeString(model.resolve("saved_model.pb"), "x");
    Files.createSymbolicLink(model.resolve("assets"), Path.of("/etc"));
    RefusedException e =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                Fetcher.folder(
                    new FileSource(new Transfer(patience)),
                    new SourceUri.File(model),
                    folder.resolve("to"),
                    LIMITS));
    assertThat(e.refusal().reason()).isEqualTo(Reason.UnsupportedSource);
    assertThat(e.refusal().message()).contains("assets", "link");
  }
}
