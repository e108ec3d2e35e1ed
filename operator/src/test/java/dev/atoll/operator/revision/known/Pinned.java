package dev.atoll.operator.revision.known;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Phase;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Variant;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import java.time.Instant;
import java.util.List;

/** Revisions of pinned data. */
final class Pinned {
  static final String REPOSITORY = "registry.example/atoll/vision";
  static final String KEY = "b".repeat(64);

  /** Whole, so that each test can take one thing away. */
  static final String SPEC =
      """
      {"model": "digits",
       "source": {"savedModel": {"uri": "s3://m/v1", "signature": "serving_default", "tags": ["serve"]},
                  "digest": "%s"},
       "calibration": {"uri": "s3://m/c.npz", "samples": 200, "digest": "%s"},
       "quantization": {"io": "UInt8"},
       "evaluation": {"uri": "s3://m/e.npz", "metric": "Top1", "minimum": "0.9", "digest": "%s"}}
      """
          .formatted(digest('1'), digest('2'), digest('3'));

  private Pinned() {}

  static String digest(char of) {
    return "sha256:" + String.valueOf(of).repeat(64);
  }

  static ModelRevisionSpec spec(String json) {
    try {
      return new ObjectMapper().readValue(json, ModelRevisionSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static CompileJob job(String json, String repository) {
    return new CompileJob(
        new CompileId("vision", "faces-1", "uid", "1"),
        spec(json),
        repository,
        true,
        Instant.EPOCH);
  }

  static CompileJob job(String json) {
    return job(json, REPOSITORY);
  }

  /** Ready, made from the content that {@link #SPEC} pins. */
  static ModelRevision ready(String namespace, String json, Artifact artifact) {
    var revision = new ModelRevision();
    revision.getMetadata().setNamespace(namespace);
    revision.getMetadata().setName("digits-1");
    revision.setSpec(spec(json));
    revision.setStatus(
        new ModelRevisionStatus(
            1L,
            Phase.Ready,
            null,
            1,
            null,
            artifact,
            KEY,
            new Inputs(digest('1'), digest('2'), digest('3')),
            List.of(Variant.plain("Cpu", digest('5'), 9)),
            null,
            null,
            null,
            null));
    return revision;
  }

  static ModelRevision ready() {
    return ready("vision", SPEC, new Artifact(REPOSITORY, digest('4')));
  }
}
