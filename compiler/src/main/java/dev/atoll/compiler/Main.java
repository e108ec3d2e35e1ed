package dev.atoll.compiler;

import dev.atoll.compiler.lookup.Lookup;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.Settings;
import dev.atoll.compiler.source.Fetcher;
import dev.atoll.compiler.source.Sources;
import dev.atoll.compiler.tensorflow.TensorFlowStage;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.oci.Sleeper;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * {@code run --request FILE --work DIR --result FILE}: exit 0 when a result was written, be it an
 * artifact or a refusal; 64 for a wrong call, 70 when not even a refusal could be written.
 */
public final class Main {
  private static final System.Logger LOG = System.getLogger(Main.class.getName());
  private static final int USAGE = 64;
  private static final int CRASH = 70;

  private Main() {}

  /** The entry point of the compile job. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv(), System.out));
  }

  static int run(String[] arguments, Map<String, String> environment, PrintStream out) {
    if (arguments.length != 7
        || !arguments[0].equals("run")
        || !arguments[1].equals("--request")
        || !arguments[3].equals("--work")
        || !arguments[5].equals("--result")) {
      LOG.log(Level.ERROR, "usage: run --request FILE --work DIR --result FILE");
      return USAGE;
    }
    Path request = Path.of(arguments[2]);
    Path work = Path.of(arguments[4]);
    Path result = Path.of(arguments[6]).toAbsolutePath();
    try {
      ResultFile.write(result, outcome(request, work, environment, out));
      return 0;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "no result could be written", e);
      return CRASH;
    }
  }

  private static Outcome<CompileResult> outcome(
      Path request, Path work, Map<String, String> environment, PrintStream out) {
    try {
      return compile(
          Json.read(Files.readAllBytes(request), CompileRequest.class, "the request"),
          Settings.of(environment),
          Workspace.fresh(work),
          stage -> {
            out.println("stage: " + stage);
            out.flush();
          });
    } catch (OciException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "invalid request or settings", e);
      return internal("the compile job was started wrongly: " + e.getMessage(), false);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the local disk failed", e);
      return internal("the compiler's work folder fails: " + e.getMessage(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return internal("the compile was interrupted", true);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a fault of the compiler", e);
      return internal("a fault of the compiler (" + e + "): see the log of the compile job", true);
    }
  }

  private static Outcome<CompileResult> compile(
      CompileRequest request, Settings settings, Path work, Consumer<String> progress)
      throws IOException, InterruptedException {
    Repository repository = Repository.parse(request.repository());
    RegistryClient registry =
        new RegistryClient(
            RegistryConfig.anonymous(request.plainHttp() ? Set.of(repository.host()) : Set.of()),
            Retry.standard());
    try (Sources sources = new Sources(settings)) {
      return new Pipeline(
              new FetchStage(sources, new Fetcher(RandomGenerator.getDefault(), Sleeper.REAL)),
              new Lookup(registry, repository),
              new TensorFlowStage(settings.python(), settings.stageDeadline(), progress),
              new Publisher(registry, repository),
              Version.current(),
              progress)
          .run(request, work);
    }
  }

  private static Outcome<CompileResult> internal(String message, boolean retryable) {
    return Outcome.refused(new Refusal(Reason.InternalError, message, retryable));
  }
}
