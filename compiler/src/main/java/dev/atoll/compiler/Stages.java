package dev.atoll.compiler;

import dev.atoll.compiler.adapt.EdgeTpuInput;
import dev.atoll.compiler.edgetpu.EdgeTpuCompiler;
import dev.atoll.compiler.edgetpu.EdgeTpuSettings;
import dev.atoll.compiler.lookup.Lookup;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.publish.Publisher;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.Settings;
import dev.atoll.compiler.source.Sources;
import dev.atoll.compiler.tensorflow.Comparer;
import dev.atoll.compiler.tensorflow.TensorFlowStage;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.RegistryLogin;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.oci.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wires each stage to its folder: state of earlier stages in, its own state out. A stage gets what
 * it needs and nothing else, so that each may run where the rest is not reachable.
 */
final class Stages {
  private final Settings settings;
  private final EdgeTpuSettings edgeTpu;
  private final Consumer<String> progress;

  Stages(Settings settings, EdgeTpuSettings edgeTpu, Consumer<String> progress) {
    this.settings = settings;
    this.edgeTpu = edgeTpu;
    this.progress = progress;
  }

  Stage of(StageName name) {
    return switch (name) {
      case Fetch -> this::fetch;
      case Lookup -> this::lookup;
      case Convert -> this::convert;
      case EdgeTpu -> this::edgeTpu;
      case Publish -> this::publish;
    };
  }

  private Outcome<?> fetch(JobFolder job) throws OciException, IOException, InterruptedException {
    progress.accept(StageName.Fetch.label());
    Path authorities = settings.access().authorities();
    if (authorities != null && !Files.isReadable(authorities)) {
      return Outcome.refused(noAuthorities(authorities));
    }
    // Several fetches share it: not every generator bears that.
    try (Sources sources =
        new Sources(settings, new Random(), Sleeper.REAL, InstantSource.system())) {
      return new FetchStage(sources)
          .run(job.request(), job.of(StageName.Fetch))
          .then(fetched -> {
            FetchState.write(job, fetched);
            return Outcome.done(fetched);
          });
    }
  }

  /** It is mounted, so it may be there a moment later. */
  private static Refusal noAuthorities(Path file) {
    return Refusal.passing(
        Reason.InternalError,
        "ATOLL_SOURCE_CA names %s, which is not there: for compiles in Jobs, make the ConfigMap that atoll.compile.job.source-ca names in the EdgeModel's namespace, with its key"
            .formatted(file));
  }

  private Outcome<?> lookup(JobFolder job) throws OciException, IOException, InterruptedException {
    progress.accept(StageName.Lookup.label());
    if (!job.request().looksUp()) {
      return Outcome.done(Optional.empty());
    }
    try (Remote remote = Remote.of(job.request(), settings.registryConfig())) {
      return new LookupStage(new Lookup(remote.client(), remote.repository()), remote.publisher())
          .run(FetchState.read(job))
          .then(found -> {
            if (found.isPresent()) {
              job.hit(found.get());
            }
            return Outcome.done(found);
          });
    }
  }

  private Outcome<?> convert(JobFolder job) throws OciException, IOException, InterruptedException {
    progress.accept(StageName.Convert.label());
    Comparer comparer = new Comparer(settings.python(), settings.stageDeadline());
    return new ConvertStage(
            new TensorFlowStage(settings.python(), settings.stageDeadline(), progress),
            new EdgeTpuInput(comparer),
            progress)
        .run(FetchState.read(job), job.of(StageName.Convert))
        .then(made -> {
          ConvertState.write(job, made);
          return Outcome.done(made);
        });
  }

  private Outcome<?> edgeTpu(JobFolder job) throws OciException, IOException, InterruptedException {
    CompileRequest request = job.request();
    if (request.wants(CompileRequest.VariantKind.EdgeTpu)) {
      progress.accept(StageName.EdgeTpu.label());
    }
    return new EdgeTpuStage(new EdgeTpuCompiler(edgeTpu, InstantSource.system()))
        .run(request, ConvertState.read(job), job.of(StageName.EdgeTpu).resolve("work"))
        .then(made -> {
          if (made.isPresent()) {
            EdgeTpuState.write(job, made.get());
          }
          return Outcome.done(made);
        });
  }

  private Outcome<?> publish(JobFolder job) throws OciException, IOException, InterruptedException {
    try (Remote remote = Remote.of(job.request(), settings.registryConfig())) {
      return new PublishStage(remote.publisher(), Version.current(), progress)
          .run(FetchState.read(job), ConvertState.read(job), EdgeTpuState.read(job).orElse(null))
          .then(result -> {
            job.published(result);
            return Outcome.done(result);
          });
    }
  }

  /** The registry that the request names. */
  private record Remote(RegistryClient client, Repository repository) implements AutoCloseable {
    static Remote of(CompileRequest request, @Nullable Path login)
        throws OciException, IOException {
      Repository repository = Repository.parse(request.repository());
      Set<String> plain = request.plainHttp() ? Set.of(repository.host()) : Set.of();
      return new Remote(
          new RegistryClient(
              RegistryConfig.anonymous(plain).with(RegistryLogin.of(login)), Retry.standard()),
          repository);
    }

    Publisher publisher() {
      return new Publisher(client, repository);
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
