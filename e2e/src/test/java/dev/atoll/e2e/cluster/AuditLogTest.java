package dev.atoll.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final String STATUS_PATCH =
      """
      {"kind":"Event","verb":"patch","user":{"username":"system:serviceaccount:atoll-system:atoll-agent",\
      "extra":{"authentication.kubernetes.io/node-name":["node-1"]}},\
      "objectRef":{"resource":"edgedevices","name":"node-1","apiGroup":"atoll.dev","subresource":"status"},\
      "responseStatus":{"code":200},"requestReceivedTimestamp":"2026-11-22T15:00:00.123456Z"}
      """;

  @TempDir Path folder;

  @Test
  void readsWhoDidWhatToWhat() throws IOException {
    assertThat(AuditLog.read(log(STATUS_PATCH)))
        .containsExactly(
            new AuditEvent(
                Instant.parse("2026-11-22T15:00:00.123456Z"),
                "system:serviceaccount:atoll-system:atoll-agent",
                "node-1",
                "patch",
                "edgedevices",
                "status",
                "",
                "node-1",
                200))
        .allMatch(AuditEvent::write)
        .allMatch(AuditEvent::succeeded);
  }

  @Test
  void leavesOutTheLineThatIsJustBeingWritten() throws IOException {
    assertThat(AuditLog.read(log(STATUS_PATCH + STATUS_PATCH.substring(0, 60)))).hasSize(1);
  }

  @Test
  void doesNotPassOverAWholeLineThatIsNoEvent() throws IOException {
    var log = log("{\"verb\": \n" + STATUS_PATCH);

    assertThatThrownBy(() -> AuditLog.read(log))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("not an audit event");
  }

  private Path log(String content) throws IOException {
    return Files.writeString(folder.resolve("audit.log"), content);
  }
}
