package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.Settings;
import dev.atoll.compiler.source.Sources;
import dev.atoll.compiler.stores.Stores;
import dev.atoll.compiler.stores.WebStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs the fetch stage alone, with waits that only count. */
final class Fetches {
  private final Path folder;
  private int runs;

  Fetches(Path folder) {
    this.folder = folder;
  }

  static Sources sources(Map<String, String> environment) throws IOException {
    return new Sources(Settings.of(environment), new Random(1), time -> {}, InstantSource.system());
  }

  Outcome<Fetched> run(
      CompileRequest.Model model, @Nullable String pin, Map<String, String> environment)
      throws Exception {
    CompileRequest request =
        new CompileRequest(
            "vision",
            "digits",
            "digits-0123456789",
            CompileRequest.Source.of(model, pin),
            // The model itself serves as data: the fetch stage does not look into it.
            model.quantisable() ? new CompileRequest.Calibration(data(model), 1, null, null) : null,
            model.quantisable()
                ? new CompileRequest.Quantization(CompileRequest.Io.UInt8, null)
                : null,
            null,
            null,
            null,
            "127.0.0.1:1/atoll/vision",
            true,
            null);
    try (Sources sources = sources(environment)) {
      return new FetchStage(sources).run(request, folder.resolve("run" + ++runs));
    }
  }

  private static String data(CompileRequest.Model model) {
    boolean folder =
        model instanceof CompileRequest.SavedModel && !model.uri().matches(".*[.](zip|gz)");
    return folder ? model.uri() + "/" : model.uri();
  }

  Outcome<Fetched> file(String uri, Map<String, String> environment) throws Exception {
    return run(new CompileRequest.Tflite(uri), null, environment);
  }

  Refusal refusal(String uri, Map<String, String> environment) throws Exception {
    return refusal(file(uri, environment));
  }

  static Refusal refusal(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    Refusal refusal = ((Outcome.Refused<?>) outcome).refusal();
    assertThat(refusal.message())
        .doesNotContain(Stores.SECRET, WebStore.TOKEN, WebStore.PASSWORD, "PRIVATE KEY");
    return refusal;
  }

  static Fetched fetched(Outcome<Fetched> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<Fetched>) outcome).value();
  }

  /** The environment with a Secret mounted. */
  Map<String, String> with(
      Map<String, String> environment, Map<String, String> secret, String hosts)
      throws IOException {
    Path mounted = Files.createDirectory(folder.resolve("secret" + ++runs));
    for (Map.Entry<String, String> key : secret.entrySet()) {
      Files.writeString(mounted.resolve(key.getKey()), key.getValue());
    }
    Map<String, String> more = new HashMap<>(environment);
    more.put("ATOLL_CREDENTIALS", mounted.toString());
    more.put("ATOLL_ALLOWED_HOSTS", hosts);
    return more;
  }
}
