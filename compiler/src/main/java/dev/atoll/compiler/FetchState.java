package dev.atoll.compiler;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.source.Content;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the fetch stage leaves: paths below its folder, and what they hold.
 *
 * @param labels a file, null when the source has none
 */
record FetchState(
    @JsonProperty(required = true) Item model,
    @Nullable String labels,
    @Nullable Item calibration,
    @Nullable Item evaluation) {
  private static final String FILE = "fetched.json";

  /** A file or folder. */
  record Item(
      @JsonProperty(required = true) String path,
      @JsonProperty(required = true) Digest digest,
      int files,
      long bytes) {}

  static void write(JobFolder job, Fetched fetched) throws IOException {
    Path folder = job.of(StageName.Fetch);
    Path labels = fetched.labels();
    Content calibration = fetched.calibration();
    Content evaluation = fetched.evaluation();
    job.write(
        StageName.Fetch,
        FILE,
        new FetchState(
            item(folder, fetched.model()),
            labels == null ? null : folder.relativize(labels).toString(),
            calibration == null ? null : item(folder, calibration),
            evaluation == null ? null : item(folder, evaluation)));
  }

  private static Item item(Path folder, Content content) {
    return new Item(
        folder.relativize(content.path()).toString(),
        content.digest(),
        content.files(),
        content.bytes());
  }

  static Fetched read(JobFolder job) throws IOException, OciException {
    FetchState state = job.read(StageName.Fetch, FILE, FetchState.class);
    return new Fetched(
        job.request(),
        content(job, state.model()),
        state.labels() == null ? null : below(job, state.labels()),
        state.calibration() == null ? null : content(job, state.calibration()),
        state.evaluation() == null ? null : content(job, state.evaluation()));
  }

  private static Content content(JobFolder job, Item item) throws IOException {
    return new Content(below(job, item.path()), item.digest(), item.files(), item.bytes());
  }

  /**
   * Refuses what lies elsewhere, also behind a link: a later stage has credentials, which must not
   * become a part of the artifact.
   */
  private static Path below(JobFolder job, String path) throws IOException {
    Path found = job.of(StageName.Fetch).resolve(path);
    if (!found.toRealPath().startsWith(job.real(StageName.Fetch))) {
      throw new IOException("fetch/" + path + " leads out of its folder");
    }
    return found;
  }
}
