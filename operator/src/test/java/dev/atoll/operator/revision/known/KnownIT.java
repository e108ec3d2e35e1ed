package dev.atoll.operator.revision.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known, beside what a real registry still has. */
class KnownIT {
  @TempDir Path folder;
  private RealRegistry registry;
  private KnownBackend backend;
  private CompileJob job;
  private final List<CompileJob> compiled = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    var client = registry.client();
    var repository = registry.repository();
    var digest = TestArtifact.publish(client, repository, folder, Pinned.KEY);
    var ready =
        Pinned.ready("vision", Pinned.SPEC, new Artifact(repository.toString(), digest.toString()));
    backend = new KnownBackend(new Compiles(), () -> List.of(ready), client);
    job = Pinned.job(Pinned.SPEC, repository.toString());
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    registry.close();
  }

  private final class Compiles implements CompileBackend {
    @Override
    public CompileState state(CompileId id) {
      return new CompileState.Unknown();
    }

    @Override
    public void start(CompileJob job) {
      compiled.add(job);
    }

    @Override
    public void forget(CompileId id) {}

    @Override
    public void onChange(Consumer<CompileId> listener) {}
  }

  @Test
  void anArtifactThatIsThereIsUsed() {
    backend.start(job);
    await().until(() -> backend.state(job.id()) instanceof Finished);
    assertThat(compiled).isEmpty();
  }

  @Test
  void aManifestWhoseModelTheRegistryLostIsCompiledAgain() throws Exception {
    Files.delete(registry.stored(TestArtifact.MODEL));
    backend.start(job);
    await().until(() -> compiled.equals(List.of(job)));
  }

  @Test
  void aRegistryThatIsGoneIsTheCompilesToReport() {
    registry.close();
    backend.start(job);
    await().atMost(Duration.ofMinutes(1)).until(() -> compiled.equals(List.of(job)));
  }
}
