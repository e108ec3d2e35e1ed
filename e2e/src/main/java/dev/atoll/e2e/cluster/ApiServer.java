package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * kube-apiserver with RBAC, an audit log and static tokens for the administrator, the controller
 * manager, the scheduler and the kubelet of a {@link WorkerNode}.
 */
final class ApiServer implements Recipe {
  static final String ADMIN = "admin";
  static final String CONTROLLER_MANAGER = "system:kube-controller-manager";
  static final String SCHEDULER = "system:kube-scheduler";
  static final String KUBELET = "system:node:" + WorkerNode.NAME;

  // Every write, so that tests can count them by user; of the reads only those of Atoll itself, or
  // informers of kube-controller-manager and the health checks would be most of the log.
  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: Metadata
        verbs: [create, update, patch, delete, deletecollection]
      - level: Metadata
        verbs: [get, list, watch]
        userGroups: ["system:serviceaccounts:atoll-system"]
      - level: None
      """;

  private final Path program;
  private final RunDirectory directory;
  private final IntSupplier etcdPort;
  private final String adminToken = Credentials.token();
  private final String controllerManagerToken = Credentials.token();
  private final String schedulerToken = Credentials.token();
  private final String kubeletToken = Credentials.token();
  private final Path signingKey;
  private final Path verificationKey;
  private final Path tokens;
  private final Path auditPolicy;
  private final ClientCertificate kubeletClient;

  ApiServer(Path program, RunDirectory directory, IntSupplier etcdPort) {
    this.program = program;
    this.directory = directory;
    this.etcdPort = etcdPort;
    var key = Credentials.signingKey();
    signingKey =
        directory.write(
            "kube-apiserver/sa.key", Credentials.pem("PRIVATE KEY", key.getPrivate().getEncoded()));
    verificationKey =
        directory.write(
            "kube-apiserver/sa.pub", Credentials.pem("PUBLIC KEY", key.getPublic().getEncoded()));
    tokens =
        directory.write(
            "kube-apiserver/tokens.csv",
            String.format(
                "%s,%s,admin,\"system:masters\"%n%s,%s,controller-manager%n%s,%s,scheduler%n"
                    + "%s,%s,kubelet,\"system:nodes\"%n",
                adminToken,
                ADMIN,
                controllerManagerToken,
                CONTROLLER_MANAGER,
                schedulerToken,
                SCHEDULER,
                kubeletToken,
                KUBELET));
    auditPolicy = directory.write("kube-apiserver/audit-policy.yaml", AUDIT_POLICY);
    kubeletClient =
        ClientCertificate.make(
            directory, "kube-apiserver/kubelet", "CN=kube-apiserver,O=system:masters");
  }

  @Override
  public String name() {
    return "kube-apiserver";
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public Launch launch(List<Integer> ports) {
    return new Launch(
        name(),
        List.of(
            program.toString(),
            "--etcd-servers=" + Etcd.url(etcdPort.getAsInt()),
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + ports.getFirst(),
            "--cert-dir=" + directory.folder("kube-apiserver/tls"),
            // Nobody reaches the API server through its Service here, and a loopback endpoint is
            // refused.
            "--endpoint-reconciler-type=none",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=Node,RBAC",
            "--token-auth-file=" + tokens,
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + verificationKey,
            "--service-account-signing-key-file=" + signingKey,
            // Logs of pods come from the kubelet, which knows the API server by this.
            "--kubelet-client-certificate=" + kubeletClient.certificate(),
            "--kubelet-client-key=" + kubeletClient.key(),
            "--kubelet-preferred-address-types=InternalIP",
            "--audit-policy-file=" + auditPolicy,
            "--audit-log-path=" + auditLog(),
            // Without it a stop waits a minute for watches that nobody ends.
            "--shutdown-watch-termination-grace-period=1s",
            "--profiling=false"));
  }

  @Override
  public void checkReady(List<Integer> ports) throws IOException {
    HealthCheck.ok(URI.create(url(ports.getFirst()) + "/readyz"), authority(), adminToken);
  }

  static String url(int port) {
    return "https://127.0.0.1:" + port;
  }

  /** The certificates that the server made for itself; they survive its restart. */
  Path authority() {
    return directory.root().resolve("kube-apiserver/tls/apiserver.crt");
  }

  /** By this certificate a kubelet knows the API server. */
  Path kubeletClient() {
    return kubeletClient.certificate();
  }

  Path auditLog() {
    return directory.log("audit");
  }

  Path signingKey() {
    return signingKey;
  }

  String adminToken() {
    return adminToken;
  }

  String controllerManagerToken() {
    return controllerManagerToken;
  }

  String schedulerToken() {
    return schedulerToken;
  }

  String kubeletToken() {
    return kubeletToken;
  }
}
