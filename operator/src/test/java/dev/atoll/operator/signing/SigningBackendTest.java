package dev.atoll.operator.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileResult.Compiled;
import dev.atoll.operator.revision.CompileResult.Hit;
import dev.atoll.operator.revision.CompileResult.Refused;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningBackendTest {
  private static final CompileId ID = new CompileId("vision", "digits-1", "uid", "1");
  private static final CompileJob JOB =
      new CompileJob(ID, spec(), "registry.example/atoll/vision", false, java.time.Instant.EPOCH);

  private final Compiles compiles = new Compiles();
  private final List<CompileJob> judged = new CopyOnWriteArrayList<>();
  private final List<Hit> verified = new CopyOnWriteArrayList<>();
  private final List<CompileId> heard = new CopyOnWriteArrayList<>();
  private volatile Signing signer = (job, made) -> new Verdict.Trusted();
  private volatile Verdict found = new Verdict.Trusted();
  private final SigningBackend backend = new SigningBackend(compiles, new Judge());

  @FunctionalInterface
  private interface Signing {
    Verdict sign(CompileJob job, Compiled made) throws InterruptedException;
  }

  private final class Judge implements SigningBackend.Signer {
    @Override
    public Verdict sign(CompileJob job, Compiled made) throws InterruptedException {
      judged.add(job);
      return signer.sign(job, made);
    }

    @Override
    public Verdict verify(CompileJob job, Hit hit) {
      verified.add(hit);
      return found;
    }
  }

  /** Compiles are ended by the test. */
  private static final class Compiles implements CompileBackend {
    final List<CompileJob> started = new CopyOnWriteArrayList<>();
    final Map<CompileId, CompileState> states = new ConcurrentHashMap<>();
    final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public CompileState state(CompileId id) {
      return states.getOrDefault(id, new Unknown());
    }

    @Override
    public void start(CompileJob job) {
      started.add(job);
      states.put(job.id(), new Running("convert"));
    }

    @Override
    public void forget(CompileId id) {
      states.remove(id);
    }

    @Override
    public void onChange(Consumer<CompileId> listener) {
      listeners.add(listener);
    }

    void end(CompileResult result) {
      states.put(ID, new Finished(result));
      listeners.forEach(l -> l.accept(ID));
    }
  }

  private static ModelRevisionSpec spec() {
    return SigningSpecs.of("digits");
  }

  private static Compiled compiled(boolean cacheHit) {
    return new Compiled(
        new Artifact("registry.example/atoll/vision", "sha256:" + "a".repeat(64)),
        "b".repeat(64),
        SigningSpecs.INPUTS,
        cacheHit,
        List.of(),
        null,
        null);
  }

  @AfterEach
  void close() throws Exception {
    backend.close();
  }

  private CompileResult awaitResult() {
    return await()
        .until(
            () -> backend.state(ID) instanceof Finished(CompileResult r) ? r : null,
            r -> r != null);
  }

  @Test
  void aResultCountsOnceItIsSigned() throws Exception {
    CountDownLatch may = new CountDownLatch(1);
    signer =
        (job, made) -> {
          may.await();
          return new Verdict.Trusted();
        };
    backend.onChange(heard::add);
    backend.start(JOB);
    assertThat(backend.state(ID)).isEqualTo(new Running("convert"));
    compiles.end(compiled(false));

    assertThat(backend.state(ID)).isEqualTo(new Running("sign"));
    heard.clear();
    may.countDown();

    assertThat(awaitResult()).isEqualTo(compiled(false));
    await().until(() -> heard.contains(ID));
    assertThat(judged).containsExactly(JOB);
  }

  private static Refused refusedByAHit() {
    var made = compiled(true);
    return new Refused(
        "AccuracyBelowTarget", "both figures", false, new Hit(made.artifact(), made.artifactKey()));
  }

  @Test
  void aRefusalThatASignedArtifactGivesIsBelieved() {
    backend.start(JOB);
    compiles.end(refusedByAHit());

    assertThat(awaitResult()).isEqualTo(refusedByAHit());
    assertThat(verified).containsExactly(refusedByAHit().hit());
    assertThat(compiles.started).containsExactly(JOB);
    assertThat(judged).isEmpty();
  }

  @Test
  void aRefusalThatAnUnsignedArtifactGivesIsNotBelievedAndCompiledAnew() {
    found = new Verdict.Untrusted("no signature");
    backend.start(JOB);
    compiles.end(refusedByAHit());
    await().until(() -> compiles.started.size() == 2);

    assertThat(compiles.started).containsExactly(JOB, JOB.withoutLookup());
    assertThat(backend.state(ID)).isEqualTo(new Running("convert"));
    compiles.end(compiled(false));
    assertThat(awaitResult()).isEqualTo(compiled(false));
  }

  @Test
  void aCompilerThatIsRefusedByTheRegistryAllTheSameIsRefused() {
    found = new Verdict.Untrusted("no signature");
    backend.start(JOB);
    compiles.end(refusedByAHit());
    await().until(() -> compiles.started.size() == 2);
    compiles.end(refusedByAHit());

    assertThat(awaitResult())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo("SignatureInvalid"));
  }

  @Test
  void aRegistryThatDoesNotShowTheSignaturesIsAskedAnotherTime() {
    found = new Verdict.Unsigned(SigningReason.PushFailed, "the registry is away", true);
    backend.start(JOB);
    compiles.end(refusedByAHit());

    assertThat(awaitResult()).isEqualTo(new Refused("PushFailed", "the registry is away", true));
    assertThat(compiles.started).containsExactly(JOB);
  }

  @Test
  void aRefusalNeedsNoSignature() {
    backend.start(JOB);
    compiles.end(new Refused("AccuracyBelowTarget", "both figures", false));

    assertThat(awaitResult()).isEqualTo(new Refused("AccuracyBelowTarget", "both figures", false));
    assertThat(judged).isEmpty();
  }

  @Test
  void whatTheRegistryHadUnsignedIsCompiledAnewWithoutLooking() {
    signer =
        (job, made) ->
            made.cacheHit() ? new Verdict.Untrusted("no signature") : new Verdict.Trusted();
    backend.start(JOB);
    compiles.end(compiled(true));
    await().until(() -> compiles.started.size() == 2);

    assertThat(compiles.started).containsExactly(JOB, JOB.withoutLookup());
    assertThat(backend.state(ID)).isEqualTo(new Running("convert"));
    backend.start(JOB);
    assertThat(compiles.started).noneMatch(j -> j.lookup() && compiles.started.indexOf(j) > 0);

    compiles.end(compiled(false));
    assertThat(awaitResult()).isEqualTo(compiled(false));
  }

  @Test
  void aCompilerThatLooksAllTheSameIsRefused() {
    signer = (job, made) -> new Verdict.Untrusted("no signature");
    backend.start(JOB);
    compiles.end(compiled(true));
    await().until(() -> compiles.started.size() == 2);
    compiles.end(compiled(true));

    assertThat(awaitResult())
        .isInstanceOfSatisfying(
            Refused.class,
            r -> {
              assertThat(r.reason()).isEqualTo("SignatureInvalid");
              assertThat(r.message()).contains("no signature");
              assertThat(r.retryable()).isFalse();
            });
  }

  @Test
  void whatCannotBeSignedIsRefusedAndMayBeTriedAgain() {
    signer =
        (job, made) -> new Verdict.Unsigned(SigningReason.PushFailed, "the registry is away", true);
    backend.start(JOB);
    compiles.end(compiled(false));
    assertThat(awaitResult()).isEqualTo(new Refused("PushFailed", "the registry is away", true));

    backend.forget(ID);
    assertThat(backend.state(ID)).isEqualTo(new Unknown());
    signer = (job, made) -> new Verdict.Trusted();
    backend.start(JOB);
    compiles.end(compiled(false));
    assertThat(awaitResult()).isEqualTo(compiled(false));
  }

  @Test
  void aSignerThatBreaksOffIsAnInternalError() {
    signer =
        (job, made) -> {
          throw new IllegalStateException("broken");
        };
    backend.start(JOB);
    compiles.end(compiled(false));
    assertThat(awaitResult())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo("InternalError"));
  }

  /** A backend that outlives the operator has results of jobs that this process never started. */
  @Test
  void aResultFromBeforeARestartIsSignedToo() {
    compiles.states.put(ID, new Finished(compiled(false)));
    assertThat(backend.state(ID)).isEqualTo(new Unknown());

    backend.start(JOB);

    assertThat(awaitResult()).isEqualTo(compiled(false));
    assertThat(compiles.started).isEmpty();
    assertThat(judged).containsExactly(JOB);
  }

  @Test
  void aRefusalFromBeforeARestartIsTakenAndNotRunAgain() {
    var no = new Refused("CompileTimeout", "30 minutes", true);
    compiles.states.put(ID, new Finished(no));
    backend.onChange(heard::add);

    backend.start(JOB);

    assertThat(awaitResult()).isEqualTo(no);
    assertThat(compiles.started).isEmpty();
    assertThat(heard).contains(ID);
  }
}
