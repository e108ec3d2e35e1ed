package dev.atoll.device.agent.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.device.agent.supervisor.Runner;
import dev.atoll.device.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CatalogTest {
  /** Remembers what was unloaded. */
  private static final class Unloads implements Runner {
    private final List<String> ids = new CopyOnWriteArrayList<>();

    @Override
    public Reply.Loaded load(String modelId, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unload(String modelId) {
      ids.add(modelId);
    }

    @Override
    public Reply.Inferred infer(String modelId, List<ByteBuffer> inputs, Duration patience) {
      return new Reply.Inferred(1, List.of());
    }

    @Override
    public Reply.Inferred inferOnce(String modelId, List<ByteBuffer> inputs) {
      throw new UnsupportedOperationException();
    }
  }

  private final Unloads runner = new Unloads();
  private final Catalog catalog = new Catalog();

  private Servable servable(String id) {
    return new Servable(runner, id, id, new Reply.Loaded(List.of(), List.of(), "k"), 1);
  }

  @Test
  void aRevisionInUseIsUnloadedOnlyAfterItsLastRequest() {
    Servable one = servable("one");
    catalog.serve("m", one);
    Catalog.Use first = catalog.use("m").orElseThrow();
    Catalog.Use second = catalog.use("m").orElseThrow();

    catalog.serve("m", servable("two"));
    one.retire();
    first.close();

    assertThat(catalog.use("m").orElseThrow().servable().revision()).isEqualTo("two");
    assertThat(one.enter()).isFalse();
    assertThat(runner.ids).isEmpty();

    second.close();
    await().until(() -> runner.ids.equals(List.of("one")));
  }

  @Test
  void aUseThatNeverEndsDoesNotKeepAReplacedRevisionForEver() {
    Servable one =
        new Servable(
            runner,
            "one",
            "one",
            new Reply.Loaded(List.of(), List.of(), "k"),
            1,
            Duration.ofMillis(50));
    catalog.serve("m", one);
    assertThat(catalog.use("m")).isPresent();

    one.retire();

    await().until(() -> runner.ids.equals(List.of("one")));
  }

  @Test
  void anUnusedRevisionIsUnloadedAtOnceAndOnlyOnce() {
    Servable one = servable("one");
    one.retire();
    one.retire();
    await().until(() -> runner.ids.equals(List.of("one")));
  }

  @Test
  void aNameThatIsWithdrawnIsNotFoundAndMakesTheDeviceUnready() {
    assertThat(catalog.ready()).isFalse();
    catalog.assigned(Set.of("m"));
    catalog.serve("m", servable("one"));
    assertThat(catalog.ready()).isTrue();
    catalog.withdraw("m");
    assertThat(catalog.use("m")).isEmpty();
    assertThat(catalog.ready()).isFalse();
    assertThat(catalog.isAssigned("m")).isTrue();
  }
}
