package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.report.Report;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  private static final Refusal NO = Refusal.last(Reason.NotQuantized, "SIN");
  private static final CompileResult MADE =
      new CompileResult(
          new CompileResult.Artifact("registry/atoll/vision", Digest.of(new byte[1])),
          "0".repeat(64),
          new Report.Inputs(Digest.of(new byte[2]), null, null),
          false,
          List.of(),
          null,
          "tensorflow 0");

  @TempDir Path folder;
  private final List<StageName> ran = new ArrayList<>();
  private final Map<StageName, Stage> stages = new EnumMap<>(StageName.class);
  private final Pipeline pipeline =
      new Pipeline(name ->
          job -> {
            ran.add(name);
            return Objects.requireNonNull(stages.get(name)).run(job);
          });
  private JobFolder job;

  @BeforeEach
  void allStagesWork() {
    job = JobFolder.at(folder);
    for (StageName name : StageName.values()) {
      stages.put(name, Outcome::done);
    }
    stages.put(
        StageName.Publish,
        j -> {
          j.published(MADE);
          return Outcome.done(MADE);
        });
  }

  private Outcome<CompileResult> run() throws IOException {
    for (StageName name : StageName.values()) {
      pipeline.run(name, job);
    }
    return Pipeline.endAfter(StageName.Publish, job).orElseThrow();
  }

  private Reason reason(Outcome<CompileResult> end) {
    return ((Outcome.Refused<CompileResult>) end).refusal().reason();
  }

  @Test
  void runsAllInOrder() throws IOException {
    assertThat(run()).isEqualTo(Outcome.done(MADE));
    assertThat(ran).containsExactly(StageName.values());
  }

  @Test
  void nothingRunsAfterARefusal() throws IOException {
    stages.put(StageName.Convert, j -> Outcome.refused(NO));
    assertThat(run()).isEqualTo(Outcome.refused(NO));
    assertThat(ran).containsExactly(StageName.Fetch, StageName.Lookup, StageName.Convert);
    assertThat(Pipeline.endAfter(StageName.Lookup, job)).isEmpty();
    assertThat(Pipeline.endAfter(StageName.Convert, job)).contains(Outcome.refused(NO));
  }

  @Test
  void nothingRunsAfterAHit() throws IOException {
    stages.put(
        StageName.Lookup,
        j -> {
          j.hit(MADE);
          return Outcome.done(MADE);
        });
    assertThat(run()).isEqualTo(Outcome.done(MADE));
    assertThat(ran).containsExactly(StageName.Fetch, StageName.Lookup);
  }

  @Test
  void aStageThatIsTriedAgainBeginsAnew() throws IOException {
    stages.put(
        StageName.Convert,
        j -> {
          Files.createDirectories(j.of(StageName.Convert).resolve("left/behind"));
          return Outcome.refused(NO);
        });
    run();
    stages.put(
        StageName.Convert,
        j -> {
          assertThat(j.of(StageName.Convert)).isEmptyDirectory();
          return Outcome.done(j);
        });
    assertThat(run()).isEqualTo(Outcome.done(MADE));
  }

  @Test
  void everyFaultBecomesAState() throws IOException {
    Map<Exception, Boolean> faults =
        Map.of(
            new IllegalStateException("fault"), true,
            new IOException("disk"), true,
            new OciException(OciException.Reason.ManifestInvalid, "request", false), false);
    for (Map.Entry<Exception, Boolean> fault : faults.entrySet()) {
      stages.put(
          StageName.Convert,
          j -> {
            throw sneaky(fault.getKey());
          });
      Refusal refusal = ((Outcome.Refused<CompileResult>) run()).refusal();
      assertThat(refusal.reason()).isEqualTo(Reason.InternalError);
      assertThat(refusal.message()).contains(fault.getKey().getMessage());
      assertThat(refusal.retryable()).isEqualTo(fault.getValue());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void aJobWithoutAnEndIsAFault() throws IOException {
    stages.put(StageName.Publish, Outcome::done);
    assertThat(reason(run())).isEqualTo(Reason.InternalError);
  }

  @Test
  void aStageCannotLeadTheNextOneElsewhere() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "{}");
    Files.createDirectories(job.of(StageName.Convert));
    Files.createSymbolicLink(job.of(StageName.Convert).resolve("model.tflite"), secret);
    assertThatThrownBy(() -> job.file(StageName.Convert, "model.tflite"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a link");
  }

  @Test
  void emptyingAFolderFollowsNoLink() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "x");
    Files.createDirectories(job.of(StageName.Convert));
    Files.createSymbolicLink(job.of(StageName.Convert).resolve("link"), folder);
    job.empty(StageName.Convert);
    assertThat(kept).exists();
    assertThat(job.of(StageName.Convert)).isEmptyDirectory();
  }
}
