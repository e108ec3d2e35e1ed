package dev.atoll.e2e.cluster;

import java.time.Instant;

/**
 * One request as the API server's audit log has it. A field that a request has not is the empty
 * string.
 *
 * @param time when the request came in
 * @param user such as system:serviceaccount:atoll-system:atoll-agent
 * @param node to which the user's token is bound
 * @param verb create, update, patch, delete, deletecollection, get, list or watch
 * @param resource plural, such as edgedevices
 * @param subresource such as status
 * @param code HTTP status of the answer, 0 when there was none
 */
public record AuditEvent(
    Instant time,
    String user,
    String node,
    String verb,
    String resource,
    String subresource,
    String namespace,
    String name,
    int code) {

  /** Whether it asked to change something; a refused one did too. */
  public boolean write() {
    return switch (verb) {
      case "get", "list", "watch" -> false;
      default -> true;
    };
  }

  /** Whether the answer was a success. */
  public boolean succeeded() {
    return code >= 200 && code < 300;
  }
}
