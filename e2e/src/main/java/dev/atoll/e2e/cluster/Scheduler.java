package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** kube-scheduler, for the pods of a {@link WorkerNode}. */
record Scheduler(
    Supplier<Path> program, RunDirectory directory, ApiServer apiServer, IntSupplier apiServerPort)
    implements Recipe {
  @Override
  public String name() {
    return "kube-scheduler";
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var kubeconfig = component().kubeconfig(ApiServer.SCHEDULER, apiServer.schedulerToken());
    var command =
        new ArrayList<>(
            List.of(
                program.get().toString(),
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig));
    command.addAll(component().serving(ports.getFirst()));
    return new Launch(name(), command);
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    component().checkReady(ports.getFirst());
  }

  private Component component() {
    return new Component(name(), directory, apiServer, apiServerPort);
  }
}
