package dev.atoll.operator.revision.known;

import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.StoredArtifact;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Compiled;
import dev.atoll.operator.revision.CompileState;
import dev.atoll.operator.revision.CompileState.Finished;
import dev.atoll.operator.revision.CompileState.Running;
import dev.atoll.operator.revision.CompileState.Unknown;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another backend, which is spared what the namespace has: when digests pin all that goes in, and a
 * revision was made of just that, nothing needs to be fetched to know the outcome. Such a hit takes
 * no place in a queue, no process and no pod.
 */
public final class KnownBackend implements CompileBackend, AutoCloseable {
  static final String STAGE = "lookup";
  private static final Logger LOG = LoggerFactory.getLogger(KnownBackend.class);

  private final CompileBackend compiles;
  private final Supplier<? extends Collection<ModelRevision>> revisions;
  private final Presence registry;
  private final Map<CompileId, Hit> hits = new HashMap<>();
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param revisions of all namespaces
   */
  public KnownBackend(
      CompileBackend compiles,
      Supplier<? extends Collection<ModelRevision>> revisions,
      RegistryClient registry) {
    this(compiles, revisions, made -> present(registry, made));
  }

  KnownBackend(
      CompileBackend compiles,
      Supplier<? extends Collection<ModelRevision>> revisions,
      Presence registry) {
    this.compiles = compiles;
    this.revisions = revisions;
    this.registry = registry;
  }

  /** Whether the registry still has all of an artifact. */
  @FunctionalInterface
  interface Presence {
    boolean of(Compiled made) throws OciException, InterruptedException;
  }

  private static boolean present(RegistryClient registry, Compiled made)
      throws OciException, InterruptedException {
    var repository = Repository.parse(made.artifact().repository());
    var reference = repository.digest(Digest.parse(made.artifact().digest()));
    return StoredArtifact.find(registry, reference)
        .filter(stored -> stored.artifact().artifactKey().equals(made.artifactKey()))
        .isPresent();
  }

  private static final class Hit {
    CompileState state = new Running(STAGE);
  }

  @Override
  public void open() {
    compiles.open();
  }

  @Override
  public CompileState state(CompileId id) {
    synchronized (this) {
      var hit = hits.get(id);
      if (hit != null) return hit.state;
    }
    return compiles.state(id);
  }

  @Override
  public void start(CompileJob job) {
    var known =
        job.lookup() && compiles.state(job.id()) instanceof Unknown
            ? KnownArtifacts.find(job, revisions.get())
            : Optional.<Compiled>empty();
    if (known.isEmpty()) {
      compiles.start(job);
      return;
    }
    var hit = new Hit();
    synchronized (this) {
      if (hits.putIfAbsent(job.id(), hit) != null) return;
    }
    threads.execute(() -> check(job, hit, known.get()));
  }

  private void check(CompileJob job, Hit hit, Compiled made) {
    boolean present;
    try {
      present = registry.of(made);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (OciException | RuntimeException e) {
      // The compile meets the same registry, and says what is wrong with it.
      LOG.warn("{} is known, but not seen: {}", made.artifact().digest(), e.getMessage());
      present = false;
    }
    if (!present) {
      compileInstead(job, hit);
      return;
    }
    synchronized (this) {
      if (hits.get(job.id()) != hit) return;
      hit.state = new Finished(made);
    }
    tell(job.id());
  }

  /** Started before the hit is given up, so that whoever forgets it meanwhile ends the compile. */
  private void compileInstead(CompileJob job, Hit hit) {
    compiles.start(job);
    boolean wanted;
    synchronized (this) {
      wanted = hits.remove(job.id(), hit);
    }
    if (wanted) tell(job.id());
    else compiles.forget(job.id());
  }

  private void tell(CompileId id) {
    listeners.forEach(l -> l.accept(id));
  }

  @Override
  public void forget(CompileId id) {
    synchronized (this) {
      hits.remove(id);
    }
    compiles.forget(id);
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
    compiles.onChange(listener);
  }

  @Override
  public void close() throws Exception {
    threads.shutdownNow();
    if (compiles instanceof AutoCloseable closeable) closeable.close();
  }
}
