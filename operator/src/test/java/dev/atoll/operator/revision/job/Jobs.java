package dev.atoll.operator.revision.job;

import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.Source;
import dev.atoll.api.v1alpha1.VariantKind;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles and settings for tests. */
final class Jobs {
  static final String IMAGE = "registry.example/atoll-compiler@sha256:" + "a".repeat(64);
  static final CompileId ID =
      new CompileId("vision", "digits-0123456789", "6d2b3e36-0000-4000-8000-000000000001", "1");

  private Jobs() {}

  static JobSettings settings() {
    return settings(IMAGE, null, Map.of("AWS_REGION", "eu-central-1"), List.of("10.1.2.0/24"));
  }

  static JobSettings settings(
      String image,
      @Nullable String edgeTpuImage,
      Map<String, String> environment,
      List<String> egress) {
    return new JobSettings(
        image,
        edgeTpuImage,
        "/usr/bin/edgetpu_compiler",
        "pull",
        "registry",
        new Quantity("4Gi"),
        new Quantity("1"),
        new Quantity("20Gi"),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        environment,
        new JobSettings.SourceCa("company-ca", "root.pem"),
        Duration.ofMinutes(20),
        egress,
        2,
        Patience.DEFAULT);
  }

  static CompileJob job(@Nullable String credentials) {
    var source =
        new Source(
            new Source.SavedModel("s3://models/digits/1", null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            credentials == null ? null : new Source.SecretRef(credentials));
    return new CompileJob(
        ID,
        new ModelRevisionSpec("digits", source, null, null, null, null, null, null),
        "registry.example/atoll/vision",
        false,
        Instant.EPOCH);
  }

  static CompileJob edgeTpuJob() {
    var plain = job(null);
    var spec = plain.spec();
    return new CompileJob(
        ID,
        new ModelRevisionSpec(
            spec.model(),
            spec.source(),
            null,
            null,
            null,
            List.of(VariantKind.EdgeTpu),
            null,
            null),
        plain.repository(),
        false,
        plain.asked());
  }
}
