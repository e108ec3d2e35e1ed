package dev.atoll.operator;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Accuracy;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Variant;
import dev.atoll.operator.revision.CompileBackend;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult;
import dev.atoll.operator.revision.CompileState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers each compile at once, as the test says; by default with an artifact made of the URI. */
final class FakeCompiles implements CompileBackend {
  final List<CompileJob> started = new CopyOnWriteArrayList<>();
  volatile Function<CompileJob, CompileResult> answer = FakeCompiles::compiled;
  private final Map<CompileId, CompileState> states = new ConcurrentHashMap<>();
  private final List<Consumer<CompileId>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public CompileState state(CompileId id) {
    return states.getOrDefault(id, new CompileState.Unknown());
  }

  @Override
  public void start(CompileJob job) {
    started.add(job);
    states.put(job.id(), new CompileState.Finished(answer.apply(job)));
    listeners.forEach(l -> l.accept(job.id()));
  }

  @Override
  public void forget(CompileId id) {
    states.remove(id);
  }

  @Override
  public void onChange(Consumer<CompileId> listener) {
    listeners.add(listener);
  }

  static CompileResult compiled(CompileJob job) {
    var content = job.spec().source().toString();
    return new CompileResult.Compiled(
        new Artifact(job.repository(), digest(content)),
        digest(content + "key").substring("sha256:".length()),
        new Inputs(digest(content + "source"), null, null),
        false,
        List.of(Variant.plain("Cpu", digest(content + "cpu"), 1000)),
        new Accuracy("Top1", "0.972", "0.969", "0.003"),
        "test");
  }

  static String digest(String of) {
    return "sha256:" + "%08x".formatted(of.hashCode()).repeat(8);
  }
}
