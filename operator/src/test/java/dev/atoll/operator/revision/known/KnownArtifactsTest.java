package dev.atoll.operator.revision.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Compiled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownArtifactsTest {
  private static Optional<Compiled> found(CompileJob job) {
    return KnownArtifacts.find(job, List.of(Pinned.ready()));
  }

  @Test
  void theSameContentFromElsewhereForAnotherModelIsKnown() {
    var elsewhere = Pinned.SPEC.replace("s3://m/", "gs://other/").replace("digits", "faces");
    assertThat(found(Pinned.job(elsewhere)))
        .hasValueSatisfying(made -> {
          assertThat(made.cacheHit()).isTrue();
          assertThat(made.artifact().digest()).isEqualTo(Pinned.digest('4'));
          assertThat(made.artifactKey()).isEqualTo(Pinned.KEY);
        });
  }

  @Test
  void whatAnUnpinnedRevisionWasMadeOfCountsToo() {
    var unpinned = Pinned.SPEC.replaceAll(",\\s*\"digest\": \"[^\"]*\"", "");
    var made =
        Pinned.ready("vision", unpinned, new Artifact(Pinned.REPOSITORY, Pinned.digest('4')));
    assertThat(KnownArtifacts.find(Pinned.job(Pinned.SPEC), List.of(made))).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1{64} | 7777777777777777777777777777777777777777777777777777777777777777",
        "2{64} | 7777777777777777777777777777777777777777777777777777777777777777",
        "3{64} | 7777777777777777777777777777777777777777777777777777777777777777",
        "200 | 201",
        "UInt8 | Int8",
        "Top1 | Top5",
        "\"0\\.9\" | \"0.8\"",
        "serving_default | other",
        "\"savedModel\": \\{[^}]*} | \"keras\": {\"uri\": \"s3://m/v1\"}",
        "\"quantization\" | \"variants\": [\"EdgeTpu\"], \"quantization\"",
      })
  void otherContentOrOptionsAreUnknown(String part, String other) {
    var changed = Pinned.SPEC.replaceFirst(part, other);
    assertThat(changed).isNotEqualTo(Pinned.SPEC);
    assertThat(found(Pinned.job(changed))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void nothingIsKnownOfWhatIsNotPinned(String digit) {
    var unpinned = Pinned.SPEC.replaceFirst(",\\s*\"digest\": \"sha256:" + digit + "[^\"]*\"", "");
    assertThat(unpinned).isNotEqualTo(Pinned.SPEC);
    assertThat(found(Pinned.job(unpinned))).isEmpty();
  }

  @Test
  void howToQuantiseChangesNothingOfWhatIsQuantised() {
    var tflite =
        Pinned.SPEC
            .replaceFirst("\"savedModel\": \\{[^}]*}", "\"tflite\": {\"uri\": \"s3://m\"}")
            .replaceFirst("\"calibration\": \\{[^}]*},", "");
    var made = Pinned.ready("vision", tflite, new Artifact(Pinned.REPOSITORY, Pinned.digest('4')));
    assertThat(PinnedContent.made(made).orElseThrow().options())
        .isEqualTo(
            PinnedContent.asked(Pinned.spec(tflite.replace("UInt8", "Int8")))
                .orElseThrow()
                .options());
  }

  @Test
  void anotherNamespaceOrRegistryKnowsNothing() {
    var theirs = Pinned.ready("theirs", Pinned.SPEC, new Artifact(Pinned.REPOSITORY, "sha256:4"));
    assertThat(KnownArtifacts.find(Pinned.job(Pinned.SPEC), List.of(theirs))).isEmpty();
    assertThat(found(Pinned.job(Pinned.SPEC, "elsewhere.example/atoll/vision"))).isEmpty();
  }

  @Test
  void aRevisionThatIsNotReadyIsNone() {
    var revision = Pinned.ready();
    revision.setStatus(null);
    assertThat(KnownArtifacts.find(Pinned.job(Pinned.SPEC), List.of(revision))).isEmpty();
  }
}
