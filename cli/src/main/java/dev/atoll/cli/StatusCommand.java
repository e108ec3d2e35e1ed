package dev.atoll.cli;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.EdgeModelStatus;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code status NAME}: how a model stands, and why. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show how an EdgeModel and its rollout stand, and why.")
final class StatusCommand implements Runnable {
  private final Cluster.Connector connector;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "The EdgeModel.")
  private String name = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The model's namespace (default: that of the context).")
  private @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "The kubeconfig's context (default: the current one).")
  private @Nullable String context;

  StatusCommand(Cluster.Connector connector) {
    this.connector = connector;
  }

  @Override
  public void run() {
    try (Cluster cluster = connector.connect(context)) {
      String in = namespace != null ? namespace : cluster.namespace();
      EdgeModel model =
          cluster
              .model(in, name)
              .orElseThrow(() ->
                  new CliException(
                      "there is no EdgeModel %s in namespace %s".formatted(name, in), null));
      EdgeModelStatus status = model.getStatus();
      Optional<ModelRollout> rollout =
          named(status == null ? null : status.rollout()).flatMap(r -> cluster.rollout(in, r));
      Optional<ModelRevision> candidate =
          named(status == null ? null : status.candidateRevision())
              .flatMap(r -> cluster.revision(in, r));
      spec.commandLine()
          .getOut()
          .print(StatusReport.render(model, rollout.orElse(null), candidate.orElse(null)));
    }
  }

  private static Optional<String> named(@Nullable String name) {
    return Optional.ofNullable(name).filter(n -> !n.isBlank());
  }
}
