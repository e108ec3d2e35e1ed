package dev.atoll.oci.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atoll.oci.Digest;
import dev.atoll.oci.testing.TestArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the same inputs make again has the same name, whatever the compiler rolled. */
@SuppressWarnings("NullAway") // the checker does not see that an array of another class may be null
class ContentNameTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final int TOKEN_AT = 100;
  @TempDir Path folder;

  /** A compiled file whose token is this, and what the compiler said. */
  private PackedArtifact packed(int token, int other, String log) throws Exception {
    byte[] file = new byte[3000];
    file[7] = (byte) other;
    Digest masked = Digest.of(file);
    Arrays.fill(file, TOKEN_AT, TOKEN_AT + 8, (byte) token);
    Path compiled = Files.write(folder.resolve("compiled" + token + other), file);
    return PackedArtifact.pack(content(compiled, masked, log));
  }

  private ArtifactContent content(Path compiled, Digest masked, String log) throws IOException {
    ArtifactContent cpu = TestArtifact.content(folder, KEY);
    TreeMap<String, Path> variants = new TreeMap<>(cpu.variants());
    variants.put("EdgeTpu", compiled);
    return new ArtifactContent(
        cpu.name(),
        cpu.createdBy(),
        KEY,
        cpu.quantization(),
        variants,
        cpu.golden(),
        cpu.report(),
        cpu.labels(),
        log.getBytes(StandardCharsets.UTF_8),
        Map.of("EdgeTpu", masked));
  }

  private static Digest name(PackedArtifact p) {
    return Objects.requireNonNull(p.artifact().content());
  }

  @Test
  void anotherTokenAndAnotherLogGiveTheSameName() throws Exception {
    PackedArtifact one = packed(1, 0, "compiled in 253 ms");
    PackedArtifact two = packed(2, 0, "compiled in 260 ms");

    assertThat(name(one)).isEqualTo(name(two));
    assertThat(one.manifest()).isNotEqualTo(two.manifest());
    assertThat(one.artifact().variant("EdgeTpu").orElseThrow().blob().digest())
        .isEqualTo(Digest.ofFile(folder.resolve("compiled10")));
  }

  @Test
  void anyOtherByteGivesAnotherName() throws Exception {
    assertThat(name(packed(1, 0, "x"))).isNotEqualTo(name(packed(1, 9, "x")));
  }

  @Test
  void theNameIsWrittenDownInTheOpen() throws Exception {
    PackedArtifact cpu = PackedArtifact.pack(TestArtifact.content(folder, KEY));
    StringBuilder lines = new StringBuilder();
    cpu.manifest()
        .layers()
        .forEach(l ->
            lines
                .append(l.mediaType())
                .append(' ')
                .append(l.annotations().get("org.cncf.model.filepath"))
                .append(' ')
                .append(l.digest())
                .append('\n'));

    assertThat(name(cpu)).isEqualTo(Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theLogTravelsAlong() throws Exception {
    PackedArtifact one = packed(1, 0, "compiled in 253 ms");

    assertThat(one.artifact().compilerLogBlob())
        .hasValueSatisfying(log -> {
          assertThat(log.mediaType()).isEqualTo("application/vnd.atoll.compiler-log.v1+text");
          assertThat(log.annotations())
              .containsEntry("org.cncf.model.filepath", "edgetpu/compiler.log");
        });
  }

  @Test
  void aTokenOfAVariantThatIsNotThereIsAMistake() throws Exception {
    ArtifactContent cpu = TestArtifact.content(folder, KEY);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ArtifactContent(
                cpu.name(),
                null,
                KEY,
                "int8",
                cpu.variants(),
                cpu.golden(),
                cpu.report(),
                null,
                null,
                Map.of("EdgeTpu", Digest.of(new byte[0]))));
  }
}
