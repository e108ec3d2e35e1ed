package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atoll.compiler.edgetpu.EdgeTpuSettings;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.Settings;
import dev.atoll.oci.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
  @TempDir Path folder;

  /** The operator asks this when it does not trust what the registry has. */
  @Test
  void nothingIsLookedUpWhenTheRequestSaysSo() throws Exception {
    CompileRequest request = Requests.aRequest().into("registry.example/nobody/asks").build();
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Json.write(request));
    Files.write(folder.resolve("request.json"), Json.write(json.put("lookup", false)));
    List<String> said = new ArrayList<>();

    Outcome<?> outcome =
        new Stages(Settings.of(Map.of()), EdgeTpuSettings.of(Map.of()), said::add)
            .of(StageName.Lookup)
            .run(JobFolder.at(folder));

    assertThat(outcome).isEqualTo(Outcome.done(Optional.empty()));
    assertThat(said).containsExactly("lookup");
  }

  @Test
  void authoritiesThatAreNotMountedAreNamed() throws Exception {
    Path missing = folder.resolve("ca.pem");

    Outcome<?> outcome =
        new Stages(
                Settings.of(Map.of("ATOLL_SOURCE_CA", missing.toString())),
                EdgeTpuSettings.of(Map.of()),
                said -> {})
            .of(StageName.Fetch)
            .run(JobFolder.at(folder));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            no -> {
              assertThat(no.refusal().message()).contains(missing.toString(), "ConfigMap");
              assertThat(no.refusal().retryable()).isTrue();
            });
  }

  /** The stage before runs somebody's model, which may have put anything where its files belong. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noStageIsHeldUpByAPipeOrFilledByAFile() throws Exception {
    JobFolder job = JobFolder.at(folder);
    Path convert = Files.createDirectories(job.of(StageName.Convert));
    assertThat(
            new ProcessBuilder("mkfifo", convert.resolve("converted.json").toString())
                .start()
                .waitFor())
        .isZero();
    assertThatThrownBy(() -> ConvertState.read(job))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("convert/converted.json is no file");
    try (RandomAccessFile large =
        new RandomAccessFile(convert.resolve("refused.json").toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    assertThatThrownBy(() -> job.endAfter(StageName.Convert))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused.json has more than");
  }
}
