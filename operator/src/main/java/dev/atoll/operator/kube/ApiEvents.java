package dev.atoll.operator.kube;

import dev.atoll.rollout.Note;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every decision; those about a rollout, a wave or a compile also become Events. One Event per
 * device would double the writes of a rollout.
 */
public final class ApiEvents implements Events, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiEvents.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST = 1000;
  private static final int LONGEST_REASON = 128;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("events").daemon().factory());

  public ApiEvents(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public void emit(HasMetadata about, Note note) {
    LOG.info("{} {}: {}", about.getMetadata().getName(), note.subject(), note.sentence());
    if (!aboutDevice(note) && !thread.isShutdown()) thread.execute(() -> create(about, note));
  }

  private static boolean aboutDevice(Note note) {
    return !note.subject().equals("rollout")
        && !note.subject().equals("compile")
        && !note.subject().startsWith("wave ");
  }

  private void create(HasMetadata about, Note note) {
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(about.getMetadata().getName() + "-")
            .withNamespace(about.getMetadata().getNamespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICROS.format(clock.instant())))
            .withReportingController("atoll.dev/operator")
            .withReportingInstance("atoll-operator")
            .withType(note.warning() ? "Warning" : "Normal")
            .withReason(Conditions.bounded(note.code(), LONGEST_REASON))
            .withAction(note.subject().equals("compile") ? "Compile" : "Rollout")
            .withNote(Conditions.bounded(note.subject() + ": " + note.sentence(), LONGEST))
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(about.getApiVersion())
                    .withKind(about.getKind())
                    .withNamespace(about.getMetadata().getNamespace())
                    .withName(about.getMetadata().getName())
                    .withUid(about.getMetadata().getUid())
                    .build())
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warn(
          "An event about {} was not written: {}", about.getMetadata().getName(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
