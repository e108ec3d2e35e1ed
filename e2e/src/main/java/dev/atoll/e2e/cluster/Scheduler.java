package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
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
    var kubeconfig =
        directory.write(
            "kube-scheduler/kubeconfig",
            Kubeconfig.content(
                ApiServer.url(apiServerPort.getAsInt()),
                apiServer.authority(),
                ApiServer.SCHEDULER,
                apiServer.schedulerToken()));
    return new Launch(
        name(),
        List.of(
            program.get().toString(),
            "--kubeconfig=" + kubeconfig,
            "--authentication-kubeconfig=" + kubeconfig,
            "--authorization-kubeconfig=" + kubeconfig,
            "--bind-address=127.0.0.1",
            "--secure-port=" + ports.getFirst(),
            "--cert-dir=" + directory.folder("kube-scheduler/tls"),
            "--leader-elect=false"));
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    HealthCheck.ok(
        URI.create("https://127.0.0.1:" + ports.getFirst() + "/healthz"),
        directory.root().resolve("kube-scheduler/tls/kube-scheduler.crt"),
        "");
  }
}
