package dev.atoll.compiler.tensorflow;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small shell scripts stand where Python would: called with -m atoll_stage compare FILE FILE. */
class ComparerTest {
  @TempDir Path folder;

  private Outcome<Comparison> run(String script) throws Exception {
    Path program = folder.resolve("python");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Comparer(program, Duration.ofMinutes(1))
        .compare(
            folder.resolve("a.tflite"),
            folder.resolve("b.tflite"),
            new StageInput(aRequest().build(), folder, folder, null),
            folder.resolve("work"));
  }

  @Test
  void saysWhereTwoFilesDiffer() throws Exception {
    Outcome<Comparison> outcome =
        run(
            """
            test "$3" = compare && grep -q a.tflite "$4" && echo '{"ok": {"equal": false, "samples": 32,
              "kernels": ["XNNPACK"], "tensorflow": "2.21.0", "evaluation": null,
              "difference": {"sample": 3, "output": "score", "message": "2 of 4 elements differ"}}}' > "$5"
            """);
    Comparison found = ((Outcome.Done<Comparison>) outcome).value();
    assertThat(found.equal()).isFalse();
    assertThat(found.difference())
        .isEqualTo(new Comparison.Difference(3, "score", "2 of 4 elements differ"));
  }

  @Test
  void neverTakesAContradictionForEquality() throws Exception {
    Outcome<Comparison> outcome =
        run(
            """
            echo '{"ok": {"equal": true, "samples": 32, "kernels": [],
              "difference": {"message": "inputs differ"}}}' > "$5"
            """);
    assertThat(((Outcome.Refused<Comparison>) outcome).refusal().reason())
        .isEqualTo(Reason.InternalError);
  }

  @Test
  void passesOnWhyAFileDoesNotRun() throws Exception {
    Outcome<Comparison> outcome =
        run(
            """
            echo '{"failure":{"reason":"UnsupportedSource","message":"cannot run"}}' > "$5"
            """);
    assertThat(((Outcome.Refused<Comparison>) outcome).refusal().message()).isEqualTo("cannot run");
  }
}
