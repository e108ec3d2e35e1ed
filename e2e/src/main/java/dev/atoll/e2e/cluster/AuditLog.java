package dev.atoll.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads the API server's audit log: one JSON event a line. */
final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODE_NAME = "authentication.kubernetes.io/node-name";

  private AuditLog() {}

  /**
   * The events in the order of the log.
   *
   * @throws UncheckedIOException a whole line is no event
   */
  static List<AuditEvent> read(Path file) throws IOException {
    var content = Files.readString(file);
    // The server may be writing the last line just now.
    return content
        .substring(0, content.lastIndexOf('\n') + 1)
        .lines()
        .map(AuditLog::event)
        .toList();
  }

  private static AuditEvent event(String line) {
    try {
      var event = JSON.readTree(line);
      var object = event.path("objectRef");
      return new AuditEvent(
          Instant.parse(text(event, "requestReceivedTimestamp")),
          text(event.path("user"), "username"),
          event.path("user").path("extra").path(NODE_NAME).path(0).asText(""),
          text(event, "verb"),
          text(object, "resource"),
          text(object, "subresource"),
          text(object, "namespace"),
          text(object, "name"),
          event.path("responseStatus").path("code").asInt());
    } catch (IOException e) {
      throw new UncheckedIOException("not an audit event: " + line, e);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
