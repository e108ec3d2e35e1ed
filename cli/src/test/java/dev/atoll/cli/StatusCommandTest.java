package dev.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
  private final FakeCluster cluster = new FakeCluster();

  @Test
  void printsTheModelOfTheNamespaceThatIsNamed() {
    cluster.models.put("vision/digits", Fixtures.tripped());
    cluster.rollouts.put("vision/digits-bbbbbbbbbb-1", Fixtures.trippedRollout());

    Run run = Run.of(context -> cluster, "status", "digits", "-n", "vision");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("vision.digits", "LatencyAboveTarget", "canary");
    assertThat(cluster.closed).isTrue();
  }

  @Test
  void theContextGivesTheNamespaceOtherwise() {
    cluster.models.put("default/digits", Fixtures.tripped());

    assertThat(Run.of(context -> cluster, "status", "digits").code()).isZero();
  }

  @Test
  void aModelThatIsNotThereIsSaidInASentence() {
    Run run = Run.of(context -> cluster, "status", "nope\u001b", "--namespace=vision");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("error: there is no EdgeModel nope\\u{1b} in namespace vision\n");
  }

  private static final class FakeCluster implements Cluster {
    final Map<String, EdgeModel> models = new HashMap<>();
    final Map<String, ModelRollout> rollouts = new HashMap<>();
    boolean closed;

    @Override
    public String namespace() {
      return "default";
    }

    @Override
    public Optional<EdgeModel> model(String namespace, String name) {
      return Optional.ofNullable(models.get(namespace + "/" + name));
    }

    @Override
    public Optional<ModelRollout> rollout(String namespace, String name) {
      return Optional.ofNullable(rollouts.get(namespace + "/" + name));
    }

    @Override
    public Optional<ModelRevision> revision(String namespace, String name) {
      return Optional.empty();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
