package dev.atoll.compiler.edgetpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.compiler.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Stands where edgetpu_compiler would: see {@code edgetpu_compiler_replay.py}. */
public final class CompilerReplay {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private CompilerReplay() {}

  /** A program that replays in this mode; skips the test when shared data or Python are missing. */
  public static Path program(Path folder, String mode) throws IOException {
    assumeTrue(Files.isExecutable(PYTHON), "skipped: no /usr/bin/python3 for the compiler replay");
    Path script = Path.of("src/test/python/edgetpu_compiler_replay.py").toAbsolutePath();
    Path program = folder.resolve("edgetpu_compiler_replay-" + mode);
    Files.writeString(
        program,
        "#!/bin/sh\nexec %s %s --replay-data '%s' --replay-mode %s \"$@\"\n"
            .formatted(PYTHON, script, SharedData.folder(), mode));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
