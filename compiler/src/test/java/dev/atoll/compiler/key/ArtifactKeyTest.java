package dev.atoll.compiler.key;

import static dev.atoll.compiler.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.Requests;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.CompileRequest.EdgeTpu;
import dev.atoll.compiler.request.CompileRequest.Io;
import dev.atoll.compiler.request.CompileRequest.VariantKind;
import dev.atoll.oci.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArtifactKeyTest {
  private static final Digest A = Digest.of(new byte[] {1});
  private static final Digest B = Digest.of(new byte[] {2});

  private static String key(Requests request) {
    return ArtifactKey.of(request.build(), A, A, A);
  }

  @Test
  void staysTheSameForever() {
    // A changed value would compile every model of every user again.
    assertThat(key(aRequest()))
        .isEqualTo(
            Digest.of(
                    ("{\"calibration\":\"%s\",\"evaluation\":\"%s\",\"form\":1,\"io\":\"UInt8\","
                            + "\"metric\":\"Top1\",\"samples\":12,\"source\":\"%s\"}")
                        .formatted(A, A, A)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex());
  }

  @Test
  void placesAndTargetsAreNoContent() {
    assertThat(key(aRequest().of("s3://elsewhere/x").into("127.0.0.1:2/other")))
        .isEqualTo(key(aRequest()));
    assertThat(key(aRequest().evaluatedBy("s3://elsewhere/e.npz", "0.10")))
        .isEqualTo(key(aRequest()));
  }

  @Test
  void whatASearchFindsHasAKeyForEveryMaxDrop() {
    assertThat(ArtifactKey.searched(aRequest().build(), A, A, A).orElseThrow())
        .isNotEqualTo(key(aRequest()));
    assertThat(ArtifactKey.searched(aRequest().evaluatedBy(null, "0").build(), A, A, null))
        .isEmpty();
    assertThat(ArtifactKey.searched(aRequest().of("s3://models/a.tflite").build(), A, null, A))
        .isEmpty();
  }

  @Test
  void howToQuantiseIsNoPartOfAFileThatIsQuantised() {
    Requests file = aRequest().of("s3://models/a.tflite");
    assertThat(ArtifactKey.of(file.build(), A, null, A))
        .isEqualTo(
            Digest.of(
                    ("{\"evaluation\":\"%s\",\"form\":1,\"kind\":\"tflite\",\"metric\":\"Top1\","
                            + "\"source\":\"%s\"}")
                        .formatted(A, A)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex())
        .isEqualTo(key(file.withIo(Io.Int8)));
  }

  @Test
  void everyContentAndOptionCounts() {
    Set<String> keys = new HashSet<>();
    keys.add(key(aRequest()));
    keys.add(ArtifactKey.of(aRequest().build(), B, A, A));
    keys.add(ArtifactKey.of(aRequest().build(), A, B, A));
    keys.add(ArtifactKey.of(aRequest().build(), A, A, B));
    keys.add(ArtifactKey.of(aRequest().evaluatedBy(null, "0").build(), A, A, null));
    keys.add(key(aRequest().withIo(Io.Int8)));
    keys.add(key(aRequest().calibratedBy("s3://models/columns/calibration.npz", 13)));
    keys.add(key(aRequest().withSignature("serve", null)));
    keys.add(key(aRequest().withSignature(null, List.of("serve"))));
    keys.add(key(aRequest().of("s3://models/a.tflite")));
    keys.add(ArtifactKey.of(aRequest().of("s3://models/a.tflite").build(), B, null, A));
    keys.add(ArtifactKey.of(aRequest().of("s3://models/a.tflite").build(), A, null, B));
    assertThat(keys).hasSize(12);
  }

  private static String key(@Nullable List<VariantKind> variants, @Nullable EdgeTpu edgeTpu) {
    CompileRequest r = aRequest().build();
    CompileRequest asked =
        new CompileRequest(
            r.namespace(),
            r.model(),
            r.revision(),
            r.source(),
            r.calibration(),
            r.quantization(),
            r.evaluation(),
            variants,
            edgeTpu,
            r.repository(),
            r.plainHttp(),
            r.lookup());
    return ArtifactKey.of(asked, A, A, A);
  }

  @Test
  void variantsCountOnlyWhenThereAreOthersThanTheCpu() {
    List<VariantKind> both = List.of(VariantKind.EdgeTpu, VariantKind.Cpu);
    String plain = key(aRequest());
    assertThat(key(List.of(VariantKind.Cpu), null)).isEqualTo(plain);
    assertThat(key(null, new EdgeTpu(13, "95%"))).isEqualTo(plain);
    assertThat(key(both, null)).isEqualTo(key(both.reversed(), new EdgeTpu(null, "95%")));
    assertThat(
            List.of(
                plain,
                key(both, null),
                key(List.of(VariantKind.EdgeTpu), null),
                key(both, new EdgeTpu(13, null)),
                key(both, new EdgeTpu(14, null))))
        .doesNotHaveDuplicates();
  }
}
