package dev.atoll.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerCommandTest {
  private static final Instant PACKAGED = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path checkout;
  private Path target;

  @BeforeEach
  void packaged() throws IOException {
    target = Files.createDirectories(checkout.resolve("compiler/target"));
    Files.createDirectory(target.resolve("lib"));
    file("atoll-compiler.jar", PACKAGED);
    file("lib/oci.jar", PACKAGED);
  }

  private void file(String name, Instant modified) throws IOException {
    var file = target.resolve(name);
    if (!Files.exists(file)) Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private boolean namesTheCache() {
    return CompilerCommand.in(checkout).contains("-XX:AOTCache=" + target.resolve("compiler.aot"));
  }

  @Test
  void namesACacheThatIsNewerThanEachJar() throws IOException {
    file("compiler.aot", PACKAGED.plusSeconds(1));
    assertThat(namesTheCache()).isTrue();
  }

  @Test
  void namesNoneWhereThereIsNone() {
    assertThat(namesTheCache()).isFalse();
    assertThat(CompilerCommand.in(checkout))
        .endsWith("-jar", target.resolve("atoll-compiler.jar").toString());
  }

  @Test
  void namesNoneThatIsOlderThanTheCompiler() throws IOException {
    file("compiler.aot", PACKAGED.plusSeconds(1));
    file("atoll-compiler.jar", PACKAGED.plusSeconds(2));
    assertThat(namesTheCache()).isFalse();
  }

  @Test
  void namesNoneThatIsOlderThanALibrary() throws IOException {
    file("compiler.aot", PACKAGED.plusSeconds(1));
    file("lib/oci.jar", PACKAGED.plusSeconds(1));
    assertThat(namesTheCache()).isFalse();
  }
}
