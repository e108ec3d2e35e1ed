package dev.atoll.operator.revision.job;

import dev.atoll.operator.revision.CompileId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** How a compile's Job is called, and how it is told whose it is. */
final class JobName {
  static final String COMPONENT = "app.kubernetes.io/component";
  static final String COMPILE = "atoll-compile";
  static final String REVISION = "atoll.dev/revision";
  static final String REVISION_UID = "atoll.dev/revision-uid";
  static final String ATTEMPT = "atoll.dev/attempt";

  /** On a Job whose outcome stands in the status of its revision: it tells nothing new. */
  static final String RECORDED = "atoll.dev/outcome-recorded";

  private static final int LONGEST = 63;
  private static final int HASH = 8;

  private JobName() {}

  /**
   * The same for the same run, whoever asks: an operator that was restarted finds the Job that it
   * would make. Short enough to be a label of the pod.
   */
  static String of(CompileId id) {
    var end = "-" + hash(id.uid() + " " + id.attempt()).substring(0, HASH);
    var start = id.revision();
    if (start.length() > LONGEST - end.length()) {
      start = start.substring(0, LONGEST - end.length()).replaceAll("[-.]+$", "");
    }
    return start + end;
  }

  static Map<String, String> annotations(CompileId id) {
    return Map.of(REVISION_UID, id.uid(), ATTEMPT, id.attempt());
  }

  /** Whose a Job or a pod is. */
  static CompileId id(HasMetadata object) {
    var metadata = object.getMetadata();
    var labels = Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of());
    var notes = Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of());
    return new CompileId(
        metadata.getNamespace(),
        labels.getOrDefault(REVISION, ""),
        notes.getOrDefault(REVISION_UID, ""),
        notes.getOrDefault(ATTEMPT, ""));
  }

  /**
   * Whether a Job is the run that it says it is: labels, and a name that nobody would choose, can
   * be somebody else's too, who could then fill the queue or tell a result.
   */
  static boolean genuine(Job job) {
    var id = id(job);
    return job.getMetadata().getName().equals(of(id))
        && job.getMetadata().getOwnerReferences().stream()
            .anyMatch(o ->
                o.getKind().equals("ModelRevision")
                    && o.getApiVersion().startsWith("atoll.dev/")
                    && o.getName().equals(id.revision())
                    && o.getUid().equals(id.uid()));
  }

  static boolean recorded(Job job) {
    var notes = job.getMetadata().getAnnotations();
    return notes != null && notes.containsKey(RECORDED);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
