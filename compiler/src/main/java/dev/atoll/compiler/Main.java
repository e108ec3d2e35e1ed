package dev.atoll.compiler;

import dev.atoll.compiler.edgetpu.EdgeTpuSettings;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.request.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code run --request FILE --work DIR --result FILE} runs a whole compile job; {@code stage NAME
 * --work DIR} one stage of it, on the files that the stages before left there.
 *
 * <p>Exit 0 when the job or stage ended with a state, be it an artifact or a refusal; 64 for a
 * wrong call, 70 when not even a refusal could be written.
 */
public final class Main {
  private static final System.Logger LOG = System.getLogger(Main.class.getName());
  private static final String USAGE_TEXT =
      "usage: run --request FILE --work DIR --result FILE | stage NAME --work DIR";
  private static final int USAGE = 64;
  private static final int CRASH = 70;

  private Main() {}

  /** The entry point of the compile job. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv(), System.out));
  }

  static int run(String[] arguments, Map<String, String> environment, PrintStream out) {
    Progress progress = new Progress(out);
    Pipeline pipeline =
        new Pipeline(name ->
            new Stages(Settings.of(environment), EdgeTpuSettings.of(environment), progress)
                .of(name));
    try {
      return switch (List.of(arguments)) {
        case List<String> a when isRun(a) ->
            whole(pipeline, Path.of(a.get(2)), Path.of(a.get(4)), Path.of(a.get(6)));
        case List<String> a when isStage(a) ->
            stage(pipeline, a.get(1), JobFolder.at(Path.of(a.get(3))), environment);
        default -> usage();
      };
    } catch (IOException e) {
      LOG.log(Level.ERROR, "no result could be written", e);
      return CRASH;
    }
  }

  private static boolean isRun(List<String> a) {
    return a.size() == 7
        && a.get(0).equals("run")
        && a.get(1).equals("--request")
        && a.get(3).equals("--work")
        && a.get(5).equals("--result");
  }

  private static boolean isStage(List<String> a) {
    return a.size() == 4 && a.get(0).equals("stage") && a.get(2).equals("--work");
  }

  private static int usage() {
    LOG.log(Level.ERROR, USAGE_TEXT);
    return USAGE;
  }

  private static int whole(Pipeline pipeline, Path request, Path work, Path result)
      throws IOException {
    JobFolder job = JobFolder.at(Workspace.fresh(work));
    if (Files.isRegularFile(request)) {
      Files.copy(request, job.requestFile());
    }
    for (StageName name : StageName.values()) {
      pipeline.run(name, job);
    }
    ResultFile.write(
        result.toAbsolutePath(), Pipeline.endAfter(StageName.Publish, job).orElseThrow());
    return 0;
  }

  private static int stage(
      Pipeline pipeline, String label, JobFolder job, Map<String, String> environment)
      throws IOException {
    Optional<StageName> name = StageName.of(label);
    if (name.isEmpty()) {
      return usage();
    }
    pipeline.run(name.get(), job);
    Optional<Outcome<CompileResult>> end = Pipeline.endAfter(name.get(), job);
    String message = environment.getOrDefault("ATOLL_TERMINATION_LOG", "");
    if (end.isPresent() && name.get() == StageName.Publish) {
      ResultFile.write(job.result(), end.get());
    }
    if (end.isPresent() && !message.isBlank()) {
      // Not in one step as elsewhere: the file is a mount, which cannot be replaced.
      Files.write(Path.of(message), ResultFile.bytes(end.get()));
    }
    return 0;
  }
}
