package dev.atoll.e2e.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** The agents' service account with one small right, and clients that use any token. */
final class AccessFixture {
  private AccessFixture() {}

  static void makeAgentAccount(KubernetesClient admin) {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("atoll-system").endMetadata().build())
        .create();
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("atoll-agent")
                .withNamespace("atoll-system")
                .endMetadata()
                .build())
        .create();
  }

  static void letAgentsReadConfigMaps(KubernetesClient admin) {
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("agents")
                .endMetadata()
                .addNewRule()
                .addToApiGroups("")
                .addToResources("configmaps")
                .addToVerbs("get")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("agents")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "agents")
                .addNewSubject("", "ServiceAccount", "atoll-agent", "atoll-system")
                .build())
        .create();
  }

  static KubernetesClient client(DevCluster cluster, String token) {
    var configuration =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(cluster.apiServerUrl())
            .withCaCertFile(cluster.apiServerCertificates().toString())
            .withOauthToken(token)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(configuration)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }
}
