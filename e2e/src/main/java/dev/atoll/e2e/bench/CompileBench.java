package dev.atoll.e2e.bench;

import dev.atoll.e2e.cluster.DevCluster;
import dev.atoll.e2e.cluster.Toolchain;
import dev.atoll.e2e.demo.Narrator;
import dev.atoll.e2e.fleet.CompilerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the compile pipeline costs for a model of MobileNetV2's size: time in each stage, memory,
 * how much it adds to the bare converter, and how fast an artifact that exists already is found.
 *
 * <p>Writes {@code e2e/bench/compile.md}. Bare converter and pipeline take turns; the medians of
 * three are compared.
 */
public final class CompileBench {
  private static final String BUCKET = "models";
  private static final int ROUNDS = 3;

  private final Narrator narrator;
  private final Toolchain toolchain;
  private final Path run;
  private final String python;

  private CompileBench(Narrator narrator, Toolchain toolchain, Path run, String python) {
    this.narrator = narrator;
    this.toolchain = toolchain;
    this.run = run;
    this.python = python;
  }

  public static void main(String[] arguments) throws Exception {
    var run = Files.createTempDirectory("atoll-bench-");
    var toolchain = Toolchain.ofWorkingDirectory();
    try (var cluster = DevCluster.start(run, toolchain)) {
      new CompileBench(
              new Narrator(System.out, Clock.systemUTC()),
              toolchain,
              run,
              System.getenv().getOrDefault("ATOLL_PYTHON", "python3"))
          .measure(cluster);
    }
  }

  private void measure(DevCluster cluster) throws Exception {
    var data = Files.createDirectories(run.resolve("data"));
    narrator.say("Making a MobileNetV2 and 100 calibration images...");
    TimedProcess.run(script("mobilenet.py", data.toString()), Map.of(), log("mobilenet"));
    cluster.s3().upload(BUCKET, "", data);
    var bare = new ArrayList<TimedProcess>();
    var pipeline = new ArrayList<TimedProcess>();
    for (int round = 0; round < ROUNDS; round++) {
      bare.add(bare(round));
      narrator.progress("bare converter: " + bare.getLast());
      pipeline.add(pipeline(cluster, "models" + round, round));
      narrator.progress("pipeline: " + pipeline.getLast());
    }
    var again = pipeline(cluster, "models0", ROUNDS);
    narrator.progress("pipeline, artifact exists: " + again);
    var hits = new CacheHit(cluster, toolchain, Path.of(python)).measure(ROUNDS);
    var table = new CompileTable(bare, pipeline, again, hits);
    narrator.say("\n" + table.markdown());
    Files.writeString(toolchain.checkout().resolve("e2e/bench/compile.md"), table.document());
  }

  private TimedProcess bare(int round) throws IOException, InterruptedException {
    return TimedProcess.run(
        script(
            "bare_converter.py",
            run.resolve("data/mobilenet").toString(),
            run.resolve("data/calibration.npz").toString(),
            run.resolve("bare-" + round + ".tflite").toString()),
        Map.of(),
        log("bare-" + round));
  }

  private TimedProcess pipeline(DevCluster cluster, String repository, int round)
      throws IOException, InterruptedException {
    var request = run.resolve("request-" + round + ".json");
    Files.writeString(
        request, REQUEST.formatted(BUCKET, BUCKET, cluster.registryAddress(), repository));
    var environment = new java.util.HashMap<>(cluster.s3().environment());
    environment.put("ATOLL_PYTHON", python);
    var command = new ArrayList<>(CompilerCommand.in(toolchain.checkout()));
    command.addAll(List.of("run", "--request", request.toString()));
    command.addAll(List.of("--work", run.resolve("work-" + round).toString()));
    command.addAll(List.of("--result", run.resolve("result-" + round + ".json").toString()));
    return TimedProcess.run(command, environment, log("pipeline-" + round));
  }

  private static final String REQUEST =
      """
      {"namespace": "vision", "model": "mobilenet", "revision": "mobilenet-0000000000",
       "source": {"savedModel": {"uri": "s3://%s/mobilenet"}},
       "calibration": {"uri": "s3://%s/calibration.npz", "samples": 100},
       "quantization": {"io": "UInt8"},
       "repository": "%s/%s", "plainHttp": true}
      """;

  private List<String> script(String name, String... arguments) {
    var command = new ArrayList<String>();
    command.add(python);
    command.add(toolchain.checkout().resolve("e2e/bench/compile").resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private Path log(String name) throws IOException {
    return Files.createDirectories(run.resolve("log")).resolve("bench-" + name + ".log");
  }
}
