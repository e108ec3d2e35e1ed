package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * kube-controller-manager with what tests need: no node lifecycle, which would taint Nodes that
 * nobody's kubelet renews, and of what makes pods only Jobs.
 */
record ControllerManager(
    Path program, RunDirectory directory, ApiServer apiServer, IntSupplier apiServerPort)
    implements Recipe {
  private static final String CONTROLLERS =
      String.join(
          ",",
          "garbage-collector-controller",
          "namespace-controller",
          "serviceaccount-controller",
          "serviceaccount-token-controller",
          "root-ca-certificate-publisher-controller",
          "clusterrole-aggregation-controller",
          "job-controller",
          "ttl-after-finished-controller");

  @Override
  public String name() {
    return "kube-controller-manager";
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    var kubeconfig =
        directory.write(
            "kube-controller-manager/kubeconfig",
            Kubeconfig.content(
                ApiServer.url(apiServerPort.getAsInt()),
                apiServer.authority(),
                ApiServer.CONTROLLER_MANAGER,
                apiServer.controllerManagerToken()));
    return new Launch(
        name(),
        List.of(
            program.toString(),
            "--kubeconfig=" + kubeconfig,
            "--bind-address=127.0.0.1",
            "--secure-port=" + ports.getFirst(),
            "--cert-dir=" + directory.folder("kube-controller-manager/tls"),
            "--leader-elect=false",
            "--controllers=" + CONTROLLERS,
            "--use-service-account-credentials",
            "--service-account-private-key-file=" + apiServer.signingKey(),
            "--root-ca-file=" + apiServer.authority()));
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    HealthCheck.ok(
        URI.create("https://127.0.0.1:" + ports.getFirst() + "/healthz"),
        directory.root().resolve("kube-controller-manager/tls/kube-controller-manager.crt"),
        "");
  }
}
