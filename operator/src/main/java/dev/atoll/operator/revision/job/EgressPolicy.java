package dev.atoll.operator.revision.job;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the pods of compiles in a namespace may reach: names, the public internet, and what the
 * installation allows; nothing may reach them. Everything else within a cluster, and the address at
 * which clouds hand out credentials, stays out of a model's reach. Pure.
 */
final class EgressPolicy {
  static final String NAME = "atoll-compile";
  private static final List<String> PRIVATE =
      List.of(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.168.0.0/16");
  private static final List<String> PRIVATE_6 = List.of("::1/128", "fc00::/7", "fe80::/10");
  private static final int DNS = 53;

  private EgressPolicy() {}

  static NetworkPolicy of(String namespace, JobSettings settings) {
    var rules = new ArrayList<NetworkPolicyEgressRule>();
    rules.add(names());
    rules.add(block("0.0.0.0/0", PRIVATE));
    rules.add(block("::/0", PRIVATE_6));
    settings.egress().forEach(cidr -> rules.add(block(cidr, List.of())));
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .addToLabels("app.kubernetes.io/managed-by", "atoll")
        .endMetadata()
        .withNewSpec()
        .withPodSelector(JobManifest.selector())
        .withPolicyTypes("Ingress", "Egress")
        .withEgress(rules)
        .endSpec()
        .build();
  }

  private static NetworkPolicyEgressRule names() {
    return new NetworkPolicyEgressRuleBuilder()
        .addNewTo()
        .withNewNamespaceSelector()
        .endNamespaceSelector()
        .endTo()
        .withPorts(
            List.of("UDP", "TCP").stream()
                .map(p ->
                    new NetworkPolicyPortBuilder()
                        .withProtocol(p)
                        .withPort(new IntOrString(DNS))
                        .build())
                .toList())
        .build();
  }

  private static NetworkPolicyEgressRule block(String cidr, List<String> except) {
    return new NetworkPolicyEgressRuleBuilder()
        .addNewTo()
        .withNewIpBlock()
        .withCidr(cidr)
        .withExcept(except)
        .endIpBlock()
        .endTo()
        .build();
  }
}
