package dev.atoll.operator.revision.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.oci.OciException;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Compiled;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownBackendTest {
  private static final CompileJob JOB = Pinned.job(Pinned.SPEC);

  private final Compiles compiles = new Compiles();
  private volatile KnownBackend.Presence registry = made -> true;
  private volatile List<ModelRevision> revisions = List.of(Pinned.ready());
  private final List<CompileId> told = new CopyOnWriteArrayList<>();
  private final KnownBackend backend =
      new KnownBackend(compiles, () -> revisions, made -> registry.of(made));

  KnownBackendTest() {
    backend.onChange(told::add);
  }

  /** Says of each that it runs. */
  private static final class Compiles implements CompileBackend {
    final List<CompileJob> started = new CopyOnWriteArrayList<>();
    final Map<CompileId, CompileState> states = new ConcurrentHashMap<>();

    @Override
    public CompileState state(CompileId id) {
      return states.getOrDefault(id, new Unknown());
    }

    @Override
    public void start(CompileJob job) {
      states.putIfAbsent(job.id(), new Running("fetch"));
      started.add(job);
    }

    @Override
    public void forget(CompileId id) {
      states.remove(id);
    }

    @Override
    public void onChange(Consumer<CompileId> listener) {}
  }

  @AfterEach
  void close() throws Exception {
    backend.close();
  }

  @Test
  void aKnownArtifactIsTheResultAndNothingIsCompiled() {
    backend.start(JOB);
    await().until(() -> told.contains(JOB.id()));
    assertThat(backend.state(JOB.id()))
        .isInstanceOfSatisfying(
            Finished.class,
            f ->
                assertThat(f.result())
                    .isInstanceOfSatisfying(
                        Compiled.class,
                        made -> assertThat(made.artifactKey()).isEqualTo(Pinned.KEY)));
    assertThat(compiles.started).isEmpty();
  }

  @Test
  void anArtifactThatTheRegistryLostIsCompiledAgain() {
    registry = made -> false;
    backend.start(JOB);
    await().until(() -> told.contains(JOB.id()));
    assertThat(compiles.started).containsExactly(JOB);
    assertThat(backend.state(JOB.id())).isEqualTo(new Running("fetch"));
  }

  @Test
  void aRegistryThatCannotBeAskedIsTheCompilesToReport() {
    registry =
        made -> {
          throw new OciException(OciException.Reason.Unavailable, "away", true);
        };
    backend.start(JOB);
    await().until(() -> compiles.started.equals(List.of(JOB)));
  }

  @Test
  void whoAskedNotToLookGetsACompile() {
    backend.start(JOB.withoutLookup());
    assertThat(compiles.started).containsExactly(JOB.withoutLookup());
  }

  @Test
  void whatRunsAlreadyGoesOn() {
    compiles.states.put(JOB.id(), new Running("convert"));
    backend.start(JOB);
    assertThat(backend.state(JOB.id())).isEqualTo(new Running("convert"));
    assertThat(told).isEmpty();
  }

  @Test
  void anUnknownOneIsCompiled() {
    revisions = List.of();
    backend.start(JOB);
    assertThat(compiles.started).containsExactly(JOB);
  }

  @Test
  void whatIsForgottenMeanwhileIsNeverTold() throws Exception {
    forgetWhileTheRegistryIsAsked(true);
    assertThat(backend.state(JOB.id())).isEqualTo(new Unknown());
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsForgottenBeforeTheRegistryLostItIsNotCompiled() throws Exception {
    forgetWhileTheRegistryIsAsked(false);
    assertThat(backend.state(JOB.id())).isEqualTo(new Unknown());
    assertThat(compiles.states).isEmpty();
    assertThat(told).isEmpty();
  }

  /** Returns when all was done that follows from the answer. */
  private void forgetWhileTheRegistryIsAsked(boolean answer) throws InterruptedException {
    var asking = new LinkedBlockingQueue<Thread>();
    var forgotten = new CountDownLatch(1);
    registry =
        made -> {
          asking.add(Thread.currentThread());
          forgotten.await();
          return answer;
        };
    backend.start(JOB);
    assertThat(backend.state(JOB.id())).isEqualTo(new Running(KnownBackend.STAGE));
    var check = asking.take();
    backend.forget(JOB.id());
    forgotten.countDown();
    check.join();
  }
}
