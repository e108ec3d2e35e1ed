package dev.atoll.e2e.demo;

import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;

/**
 * Tells the story. Exit code 0 when everything was as it should be; otherwise 1, and the logs stay
 * where the last lines say. With KEEP=1 in the environment everything goes on running.
 */
public final class Main {
  private static final List<Chapter> STORY =
      List.of(
          new FirstModel(),
          new BetterModel(),
          new SlowModel(),
          new ShuffledLabels(),
          new Silence(),
          new NobodyMeans());

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    var narrator = new Narrator(System.out, Clock.systemUTC());
    var run = RunPlace.fresh();
    boolean keep = "1".equals(System.getenv("KEEP"));
    int exit = 1;
    narrator.chapter("The stage");
    narrator.say("Starting a control plane, a registry and an object store in " + run);
    try (var cluster = DevCluster.start(run, Toolchain.ofWorkingDirectory())) {
      exit = tell(narrator, cluster, run);
      if (keep) leave(narrator, cluster, run);
    } catch (Exception e) {
      narrator.say("FAILED: " + e.getMessage());
    }
    if (exit != 0) narrator.say("The logs are in " + run.resolve("log"));
    else if (!keep) delete(run);
    System.exit(exit);
  }

  private static int tell(Narrator narrator, DevCluster cluster, Path run) {
    try {
      var toolchain = Toolchain.ofWorkingDirectory();
      var python = Path.of(System.getenv().getOrDefault("ATOLL_PYTHON", "python3"));
      var scene = new Setting(narrator, toolchain, run, python).build(cluster);
      for (var chapter : STORY) {
        narrator.chapter(chapter.title());
        chapter.tell(scene);
      }
      narrator.say("\nThe whole story held.");
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      narrator.say("interrupted");
    } catch (Exception e) {
      narrator.say("\nFAILED: " + e.getMessage());
      if (!(e instanceof StoryBroken)) e.printStackTrace(System.err);
    }
    return 1;
  }

  private static void leave(Narrator narrator, DevCluster cluster, Path run) throws IOException {
    cluster.keep();
    RunPlace.remember(run);
    narrator.say("\nEverything is still running. Look around:");
    narrator.say("  export KUBECONFIG=" + cluster.kubeconfig());
    narrator.say("  kubectl get edgemodel,modelrevision,modelrollout,edgedevice -n vision");
    narrator.say("  bin/kubectl-edgemodel status digits -n vision");
    narrator.say("logs: " + run.resolve("log") + "; stop it with: make stop");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
