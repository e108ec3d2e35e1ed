package dev.atoll.compiler;

import static dev.atoll.compiler.Fetches.fetched;
import static dev.atoll.compiler.Fetches.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.source.Content;
import dev.atoll.compiler.source.Entry;
import dev.atoll.compiler.source.Fetcher;
import dev.atoll.compiler.source.Limits;
import dev.atoll.compiler.source.Source;
import dev.atoll.compiler.source.SourceUri;
import dev.atoll.compiler.source.Sources;
import dev.atoll.compiler.stores.CuttingProxy;
import dev.atoll.compiler.stores.Store;
import dev.atoll.compiler.stores.Stores;
import dev.atoll.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of model from every kind of store, each a real server. */
class FetchStageIT {
  @TempDir static Path servers;
  private static Stores stores;

  @TempDir Path folder;
  private Fetches fetches;

  @BeforeAll
  static void start() {
    stores = new Stores(servers);
  }

  @AfterAll
  static void stop() {
    stores.close();
  }

  @BeforeEach
  void prepare() {
    fetches = new Fetches(folder);
  }

  static Stream<Arguments> combinations() {
    return Stream.of(Kinds.values())
        .flatMap(kind -> Stream.of(Stores.Kind.values()).map(store -> Arguments.of(kind, store)));
  }

  @ParameterizedTest(name = "{0} from {1}")
  @MethodSource("combinations")
  void everyKindComesFromEveryStore(Kinds kind, Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    CompileRequest.Model model = kind.model(kind.put(store));
    // The pin is the same, wherever the files lie and however they are packed.
    Fetched fetched = fetched(fetches.run(model, kind.digest().toString(), store.environment()));
    assertThat(fetched.model().digest()).isEqualTo(kind.digest());
    SortedMap<String, byte[]> content = kind.content();
    if (kind.labelled()) {
      assertThat(fetched.labels()).hasContent("daisy\nrose\n");
      assertThat(Files.readString(fetched.model().path(), StandardCharsets.ISO_8859_1))
          .contains("TFL3 " + (kind == Kinds.AUTO_ML ? "plain" : "compiled"));
    } else if (kind.folder()) {
      for (Map.Entry<String, byte[]> file : content.entrySet()) {
        assertThat(fetched.model().path().resolve(file.getKey())).hasBinaryContent(file.getValue());
      }
    } else {
      assertThat(fetched.model().path()).hasBinaryContent(content.get(content.firstKey()));
      assertThat(fetched.model().path().toString())
          .endsWith(content.firstKey().replace("frozen", "model"));
    }
    if (model.quantisable()) {
      assertThat(fetched.calibration()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherContentThanPinnedIsRefused(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    String pin = "sha256:" + "0".repeat(64);
    Refusal refusal =
        refusal(fetches.run(Kinds.TFLITE.model(Kinds.TFLITE.put(store)), pin, store.environment()));
    assertThat(refusal.reason()).isEqualTo(Reason.ChecksumMismatch);
    assertThat(refusal.message()).contains(pin, Kinds.TFLITE.digest().toString());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereIsNotFound(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    String there = store.file("there", new byte[] {1});
    for (CompileRequest.Model model :
        List.of(
            new CompileRequest.Tflite(there.replaceAll("there(/there)?$", "gone")),
            new CompileRequest.SavedModel(
                there.replaceAll("there(/there)?$", "gone"), null, null))) {
      assertThat(refusal(fetches.run(model, null, store.environment())))
          .returns(Reason.SourceNotFound, Refusal::reason)
          .returns(false, Refusal::retryable);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooMuchIsRefusedBeforeItIsFetched(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    Limits limits = new Limits(99, 5);
    try (Sources sources = Fetches.sources(store.environment())) {
      SourceUri file = SourceUri.parse(store.file("large.tflite", new byte[100]));
      Path to = folder.resolve("file");
      assertThat(
              catchThrowableOfType(
                  RefusedException.class, () -> Fetcher.file(sources.of(file), file, to, limits)))
          .extracting(e -> e.refusal().reason())
          .isEqualTo(Reason.TooLarge);
      assertThat(to).doesNotExist();
      SourceUri folderUri =
          SourceUri.parse(
              store.folder("large", new TreeMap<>(Map.of("a", new byte[60], "b", new byte[60]))));
      assertThat(
              catchThrowableOfType(
                  RefusedException.class,
                  () ->
                      Fetcher.folder(
                          sources.of(folderUri), folderUri, folder.resolve("folder"), limits)))
          .extracting(e -> e.refusal().reason())
          .isEqualTo(Reason.TooLarge);
    }
  }

  /** Between listing and fetch, and after it. */
  @ParameterizedTest
  @EnumSource
  void aModelThatIsReplacedMeanwhileIsRefused(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    for (boolean before : new boolean[] {true, false}) {
      String name = "changing-" + before;
      SourceUri uri = SourceUri.parse(store.file(name, new byte[10]));
      try (Sources sources = Fetches.sources(store.environment())) {
        Source changing =
            new Changing(sources.of(uri), before, () -> store.file(name, new byte[11]));
        Refusal refusal =
            catchThrowableOfType(
                    RefusedException.class,
                    () -> Fetcher.file(changing, uri, folder.resolve(name), new Limits(1000, 10)))
                .refusal();
        assertThat(refusal.reason()).as("before %s", before).isEqualTo(Reason.SourceChanged);
      }
    }
  }

  /** Lets something happen to the store at the moment of the fetch. */
  private record Changing(Source source, boolean before, Change change) implements Source {
    interface Change {
      void run() throws Exception;
    }

    @Override
    public List<Entry> list(SourceUri folder, int maxFiles)
        throws RefusedException, IOException, InterruptedException {
      return source.list(folder, maxFiles);
    }

    @Override
    public Entry stat(SourceUri file) throws RefusedException, IOException, InterruptedException {
      return source.stat(file);
    }

    @Override
    public void copy(SourceUri uri, Entry entry, Path to, long maxBytes)
        throws RefusedException, IOException, InterruptedException {
      if (before) {
        happen();
      }
      source.copy(uri, entry, to, maxBytes);
      if (!before) {
        happen();
      }
    }

    private void happen() {
      try {
        change.run();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void aLineThatBreaksIsGoneOnWith(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    byte[] large = new byte[4 << 20];
    new Random(7).nextBytes(large);
    String uri = store.file("large-" + at, large);
    try (CuttingProxy line = CuttingProxy.start(store.port(), 4, 1 << 20)) {
      Content model =
          fetched(fetches.file(store.by(line.port(), uri), store.environmentBy(line.port())))
              .model();
      assertThat(model.digest()).isEqualTo(Digest.of(large));
      // How much a line holds between server and cut is not ours to say.
      assertThat(line.left()).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void aStoreThatIsDownIsTriedAgainLater(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    String uri = store.by(1, store.file("down", new byte[10]));
    assertThat(fetches.refusal(uri, store.environmentBy(1)))
        .returns(Reason.SourceUnavailable, Refusal::reason)
        .returns(true, Refusal::retryable);
  }

  @ParameterizedTest
  @EnumSource
  void anArchiveStandsForItsFolderInEveryStore(Stores.Kind at) throws Exception {
    Store store = stores.of(at);
    Kinds kind = Kinds.SAVED_MODEL;
    String uri = store.file("packed/digits.tar.gz", tarGz("digits/", kind.content()));
    Fetched fetched =
        fetched(fetches.run(kind.model(uri), kind.digest().toString(), store.environment()));
    assertThat(fetched.model().path().resolve("saved_model.pb")).exists();
  }

  @Test
  void aFolderThatOrasPushedIsUnpacked() throws Exception {
    Kinds kind = Kinds.SAVED_MODEL;
    String uri = stores.oci().packed("oras", tarGz("digits/", kind.content()));
    fetched(fetches.run(kind.model(uri), kind.digest().toString(), stores.oci().environment()));
  }

  @Test
  void oneFileOfSeveralInAnArtifactIsNamed() throws Exception {
    String uri = Kinds.AUTO_ML.put(stores.oci());
    Map<String, String> environment = stores.oci().environment();
    assertThat(fetched(fetches.file(uri + "#model.tflite", environment)).model().bytes())
        .isEqualTo(Kinds.AUTO_ML.size("model.tflite"));
    assertThat(fetches.refusal(uri, environment))
        .returns(Reason.UnsupportedSource, Refusal::reason)
        .returns(true, r -> r.message().contains("#path"));
    assertThat(fetches.refusal(uri + "#gone", environment).reason())
        .isEqualTo(Reason.SourceNotFound);
  }

  @Test
  void anArtifactIsFetchedByItsDigest() throws Exception {
    String uri = Kinds.TFLITE.put(stores.oci());
    Map<String, String> environment = stores.oci().environment();
    Outcome<Fetched> wrong =
        fetches.file(uri.replaceFirst(":[a-z_.]+$", "@sha256:" + "0".repeat(64)), environment);
    assertThat(refusal(wrong).reason()).isEqualTo(Reason.SourceNotFound);
  }

  @Test
  void dataMayBeAFolderOrKeepsTheEndOfItsName() throws Exception {
    Store store = stores.of(Stores.Kind.S3);
    String images = store.folder("images", new TreeMap<>(Map.of("daisy/1.png", new byte[5]))) + "/";
    String records = store.file("records.tfrecord", new byte[6]);
    try (Sources sources = Fetches.sources(store.environment())) {
      Fetched fetched =
          fetched(
              new FetchStage(sources)
                  .run(withData(store, images, null, records, null), folder.resolve("work")));
      assertThat(Objects.requireNonNull(fetched.calibration()).path().resolve("daisy/1.png"))
          .exists();
      assertThat(Objects.requireNonNull(fetched.evaluation()).path())
          .hasFileName("evaluation.tfrecord");
    }
  }

  private static CompileRequest withData(
      Store store,
      String images,
      @Nullable String imagesPin,
      String records,
      @Nullable String recordsPin)
      throws Exception {
    return new CompileRequest(
        "vision",
        "digits",
        "digits-0123456789",
        CompileRequest.Source.of(Kinds.SAVED_MODEL.model(Kinds.SAVED_MODEL.put(store)), null),
        new CompileRequest.Calibration(images, 1, null, imagesPin),
        new CompileRequest.Quantization(CompileRequest.Io.UInt8, null),
        new CompileRequest.Evaluation(records, null, null, null, recordsPin),
        null,
        null,
        "127.0.0.1:1/atoll/vision",
        true,
        null);
  }

  @Test
  void dataIsPinnedLikeTheModel() throws Exception {
    Store store = stores.of(Stores.Kind.S3);
    String images = store.folder("pinned", new TreeMap<>(Map.of("daisy/1.png", new byte[5]))) + "/";
    String records = store.file("pinned.tfrecord", new byte[6]);
    String pin = "sha256:" + "0".repeat(64);
    String right = Digest.of(new byte[6]).toString();
    try (Sources sources = Fetches.sources(store.environment())) {
      FetchStage stage = new FetchStage(sources);
      Refusal calibration =
          refusal(stage.run(withData(store, images, pin, records, right), folder.resolve("first")));
      assertThat(calibration.reason()).isEqualTo(Reason.ChecksumMismatch);
      assertThat(calibration.message()).startsWith("calibration.digest pins " + pin);
      Refusal evaluation =
          refusal(stage.run(withData(store, images, null, records, pin), folder.resolve("second")));
      assertThat(evaluation.message()).startsWith("evaluation.digest pins").contains(right);
      fetched(stage.run(withData(store, images, null, records, right), folder.resolve("third")));
    }
  }

  @Test
  void aWrongKeyIsDenied() throws Exception {
    Map<String, String> wrong = new HashMap<>(stores.s3().environment());
    wrong.put("AWS_SECRET_ACCESS_KEY", "wrong");
    assertThat(fetches.refusal(stores.s3().file("denied", new byte[1]), wrong).reason())
        .isEqualTo(Reason.AccessDenied);
  }

  private static byte[] tarGz(String prefix, SortedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(prefix + file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
