package dev.atoll.operator.signing;

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
import dev.atoll.operator.signing.Verdict.Trusted;
import dev.atoll.operator.signing.Verdict.Unsigned;
import dev.atoll.operator.signing.Verdict.Untrusted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another backend, whose results count once they are signed. An artifact that the registry had
 * without a valid signature is not trusted, neither as a result nor as the ground of a refusal: it
 * is compiled anew, this time without looking.
 */
public final class SigningBackend implements CompileBackend, AutoCloseable {
  static final String STAGE = "sign";
  private static final Logger LOG = LoggerFactory.getLogger(SigningBackend.class);

  private final CompileBackend compiles;
  private final Signer signer;
  private final Map<CompileId, Entry> entries = new HashMap<>();
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public SigningBackend(CompileBackend compiles, ArtifactSigner signer) {
    this(compiles, (Signer) signer);
  }

  SigningBackend(CompileBackend compiles, Signer signer) {
    this.compiles = compiles;
    this.signer = signer;
    compiles.onChange(this::changed);
  }

  /** Judges artifacts. */
  interface Signer {
    /** Signs it, when it was made or is trusted. */
    Verdict sign(CompileJob job, Compiled made) throws InterruptedException;

    /** Whether an artifact that the registry had is trusted; signs nothing. */
    Verdict verify(CompileJob job, Hit found) throws InterruptedException;
  }

  private static final class Entry {
    CompileJob job;
    boolean signing;
    @Nullable CompileResult result;

    Entry(CompileJob job) {
      this.job = job;
    }
  }

  @Override
  public void open() {
    compiles.open();
  }

  @Override
  public CompileState state(CompileId id) {
    synchronized (this) {
      var entry = entries.get(id);
      // A result whose job is not known any more is from before a restart: it is asked for again.
      if (entry == null) return new Unknown();
      if (entry.result != null) return new Finished(entry.result);
      if (entry.signing) return new Running(STAGE);
    }
    var state = compiles.state(id);
    return toJudge(state) == null ? state : new Running(STAGE);
  }

  /** What came out, when it speaks of an artifact; null when there is nothing to look at. */
  private static @Nullable CompileResult toJudge(CompileState state) {
    return switch (state) {
      case Finished(Compiled made) -> made;
      case Finished(Refused no) when no.hit() != null -> no;
      default -> null;
    };
  }

  @Override
  public void start(CompileJob job) {
    CompileJob starting;
    synchronized (this) {
      var entry = entries.get(job.id());
      if (entry != null && entry.result != null) entry = null;
      if (entry == null) entries.put(job.id(), entry = new Entry(job));
      if (entry.signing) return;
      starting = entry.job;
    }
    // Also when it ended badly: a run that ended while nobody listened is not run once more.
    if (compiles.state(job.id()) instanceof Finished) changed(job.id());
    else compiles.start(starting);
  }

  @Override
  public void forget(CompileId id) {
    synchronized (this) {
      entries.remove(id);
    }
    compiles.forget(id);
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  private void changed(CompileId id) {
    synchronized (this) {
      // Asked for within: what was said before a compile anew began is not judged as its outcome.
      var result = toJudge(compiles.state(id));
      var entry = entries.get(id);
      if (result != null && entry != null && !entry.signing && entry.result == null) {
        entry.signing = true;
        threads.execute(() -> judge(entry, result));
      }
    }
    listeners.forEach(l -> l.accept(id));
  }

  private void judge(Entry entry, CompileResult result) {
    Verdict verdict;
    try {
      verdict =
          switch (result) {
            case Compiled made -> signer.sign(entry.job, made);
            case Refused no -> signer.verify(entry.job, Objects.requireNonNull(no.hit()));
          };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      LOG.error("Signing of {} broke off", entry.job.id().revision(), e);
      verdict =
          new Unsigned(SigningReason.InternalError, "signing broke off: " + e.getMessage(), true);
    }
    switch (verdict) {
      case Trusted t -> ended(entry, result);
      case Unsigned u -> ended(entry, new Refused(u.reason().name(), u.message(), u.retryable()));
      case Untrusted u when entry.job.lookup() -> compileAnew(entry, u.why());
      case Untrusted u ->
          ended(
              entry,
              new Refused(
                  SigningReason.SignatureInvalid.name(),
                  "the compiler took it from the registry although it was told not to: " + u.why(),
                  false));
    }
  }

  private void ended(Entry entry, CompileResult result) {
    synchronized (this) {
      entry.result = result;
      entry.signing = false;
    }
    listeners.forEach(l -> l.accept(entry.job.id()));
  }

  private void compileAnew(Entry entry, String why) {
    var id = entry.job.id();
    LOG.warn(
        "{}: SignatureInvalid: the registry has an artifact of equal content, but {}; it is not"
            + " trusted and compiled anew",
        id.revision(),
        why);
    CompileJob anew;
    synchronized (this) {
      if (entries.get(id) != entry) return;
      anew = entry.job = entry.job.withoutLookup();
    }
    compiles.forget(id);
    synchronized (this) {
      if (entries.get(id) != entry) return;
      entry.signing = false;
    }
    compiles.start(anew);
  }

  @Override
  public void close() throws Exception {
    threads.shutdownNow();
    if (compiles instanceof AutoCloseable closeable) closeable.close();
  }
}
