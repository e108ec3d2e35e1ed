package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
        component().kubeconfig(ApiServer.CONTROLLER_MANAGER, apiServer.controllerManagerToken());
    var command = new ArrayList<>(List.of(program.toString(), "--kubeconfig=" + kubeconfig));
    command.addAll(component().serving(ports.getFirst()));
    command.addAll(
        List.of(
            "--controllers=" + CONTROLLERS,
            "--use-service-account-credentials",
            "--service-account-private-key-file=" + apiServer.signingKey(),
            "--root-ca-file=" + apiServer.authority()));
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
