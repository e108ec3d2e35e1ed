package dev.atoll.e2e.bench;

import dev.atoll.e2e.cluster.AuditEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The figures as Markdown. */
record Table(List<Change> changes, Duration idle, List<AuditEvent> writesWhileIdle) {

  String markdown() {
    var rows =
        changes.stream()
            .map(c ->
                "| %s | %.2f s | %d | %d |"
                    .formatted(
                        c.version(),
                        c.toServing().toMillis() / 1000.0,
                        c.operatorWrites(),
                        c.agentWrites()))
            .collect(Collectors.joining("\n"));
    return """
    | model | Ready → six devices answer with it | writes by the operator, per device | writes by the agent |
    |---|---|---|---|
    %s

    Idle for %d minutes: %d writes other than leases%s.
    """
        .formatted(rows, idle.toMinutes(), writesWhileIdle.size(), what());
  }

  String document() {
    return """
    # Speed of the control plane

    Measured by `make bench` in one run: a control plane, the operator, six agents with a runner each, and this
    client, all on one machine with %d cores. No soak, one wave. Targets: under 3 s, 1 write by the operator, at
    most 3 by the agent, no idle write but leases.

    %s\
    """
        .formatted(Runtime.getRuntime().availableProcessors(), markdown());
  }

  private String what() {
    if (writesWhileIdle.isEmpty()) return "";
    return writesWhileIdle.stream()
        .map(e -> e.verb() + " " + e.resource() + "/" + e.subresource())
        .distinct()
        .collect(Collectors.joining(", ", " (", ")"));
  }
}
