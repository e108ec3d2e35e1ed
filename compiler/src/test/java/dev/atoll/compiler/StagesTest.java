package dev.atoll.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atoll.compiler.edgetpu.EdgeTpuSettings;
import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.compiler.request.Settings;
import dev.atoll.oci.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
}
