package dev.atoll.operator.revision.job;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How compiles run as Jobs.
 *
 * @param image of the compiler
 * @param edgeTpuImage the user's own, with edgetpu_compiler; null when there is none
 * @param edgeTpuCompiler path of edgetpu_compiler in that image
 * @param pullSecret name of a Secret for the images, in the namespace of each EdgeModel
 * @param registrySecret name of a Secret of type kubernetes.io/dockerconfigjson for the artifacts,
 *     in the namespace of each EdgeModel
 * @param memory of the conversion: request and limit
 * @param cpu of the conversion: request
 * @param workSize how much disk a compile may use
 * @param timeout after which a compile is ended
 * @param keep how long an ended Job stays, for people who read its logs
 * @param fetchEnvironment settings of the fetch stage; nothing secret
 * @param sourceCa further certificate authorities of the sources; null for none
 * @param edgeTpuDeadline for all tries of edgetpu_compiler at one model; null for the compiler's
 *     own
 * @param egress CIDRs that compiles may reach beside the public internet and the cluster's DNS
 * @param maxConcurrent how many run at once
 * @param patience how long something may be in the way of a compile
 */
public record JobSettings(
    String image,
    @Nullable String edgeTpuImage,
    String edgeTpuCompiler,
    @Nullable String pullSecret,
    @Nullable String registrySecret,
    Quantity memory,
    Quantity cpu,
    Quantity workSize,
    Duration timeout,
    Duration keep,
    Map<String, String> fetchEnvironment,
    @Nullable SourceCa sourceCa,
    @Nullable Duration edgeTpuDeadline,
    List<String> egress,
    int maxConcurrent,
    Patience patience) {
  /**
   * A key of a ConfigMap that holds certificates in PEM.
   *
   * @param configMap in the namespace of each EdgeModel
   */
  public record SourceCa(String configMap, String key) {}

  private static final Pattern DIGEST = Pattern.compile("[^@ ]+@sha256:[0-9a-f]{64}");
  private static final Pattern SECRET =
      Pattern.compile(".*(SECRET|TOKEN|PASSWORD|CREDENTIAL|ACCESS_KEY).*");
  private static final Pattern CIDR = Pattern.compile("[0-9a-fA-F.:]{2,39}/[0-9]{1,3}");

  public JobSettings {
    fetchEnvironment = Map.copyOf(fetchEnvironment);
    egress = List.copyOf(egress);
    pinned("image", image);
    if (edgeTpuImage != null) pinned("edgetpu-image", edgeTpuImage);
    for (var name : fetchEnvironment.keySet())
      if (SECRET.matcher(name).matches())
        throw new IllegalArgumentException(
            "atoll.compile.job.fetch-environment holds "
                + name
                + ": credentials belong into a Secret that source.credentialsSecretRef names");
    for (var cidr : egress)
      if (!CIDR.matcher(cidr).matches())
        throw new IllegalArgumentException(
            "atoll.compile.job.egress holds '" + cidr + "': give CIDRs, for example 10.1.2.0/24");
    positive("memory", memory);
    positive("cpu", cpu);
    positive("work-size", workSize);
    if (edgeTpuDeadline != null && !edgeTpuDeadline.isPositive())
      throw new IllegalArgumentException(
          "atoll.compile.job.edgetpu-deadline is '"
              + edgeTpuDeadline
              + "': give a duration, for example 15m");
    if (timeout.toSeconds() < 1)
      throw new IllegalArgumentException("atoll.compile.timeout must be a second or more");
    if (maxConcurrent < 1)
      throw new IllegalArgumentException("atoll.compile.max-concurrent must be 1 or more");
  }

  /** What a tag names today it need not name tomorrow. */
  private static void pinned(String key, String image) {
    if (!DIGEST.matcher(image).matches())
      throw new IllegalArgumentException(
          "atoll.compile.job."
              + key
              + " is '"
              + image
              + "': name the image by digest, as in registry.example/atoll-compiler@sha256:…");
  }

  private static void positive(String key, Quantity quantity) {
    boolean positive;
    try {
      positive = quantity.getNumericalAmount().signum() > 0;
    } catch (IllegalArgumentException e) {
      positive = false;
    }
    if (!positive)
      throw new IllegalArgumentException(
          "atoll.compile.job." + key + " is '" + quantity + "': give a quantity, for example 4Gi");
  }
}
