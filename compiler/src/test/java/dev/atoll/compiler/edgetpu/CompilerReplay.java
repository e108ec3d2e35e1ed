package dev.atoll.compiler.edgetpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.tflite.testing.SharedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stands where edgetpu_compiler would: see {@code edgetpu_compiler_replay.py}. */
public final class CompilerReplay {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private CompilerReplay() {}

  /**
   * A program that replays in this mode; skips the test when shared data or Python are missing.
   *
   * @param further options of the replay, {@code --replay-…}
   */
  public static Path program(Path folder, String mode, String... further) throws IOException {
    assumeTrue(Files.isExecutable(PYTHON), "skipped: no /usr/bin/python3 for the compiler replay");
    Path script = Path.of("src/test/python/edgetpu_compiler_replay.py").toAbsolutePath();
    Path program = folder.resolve("edgetpu_compiler_replay-" + mode);
    String more = Stream.of(further).map(o -> "'" + o + "'").collect(Collectors.joining(" "));
    Files.writeString(
        program,
        "#!/bin/sh\nexec %s %s --replay-data '%s' --replay-mode %s %s \"$@\"\n"
            .formatted(PYTHON, script, SharedModels.folder(), mode, more));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
