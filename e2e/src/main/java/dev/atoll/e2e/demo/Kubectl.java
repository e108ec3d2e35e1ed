package dev.atoll.e2e.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real kubectl and shows each command as a person would type it, with what it printed. */
public final class Kubectl {
  private static final long DEADLINE_SECONDS = 300;

  /** What a command printed (both streams) and its exit code. */
  record Result(int exit, String output) {}

  private final Path binary;
  private final Path kubeconfig;
  private final Narrator narrator;

  Kubectl(Path binary, Path kubeconfig, Narrator narrator) {
    this.binary = binary;
    this.kubeconfig = kubeconfig;
    this.narrator = narrator;
  }

  /** Runs a command that must succeed. */
  String run(String line) throws IOException, InterruptedException {
    var result = show(line);
    if (result.exit() != 0)
      throw new StoryBroken("'kubectl " + line + "' ended with exit code " + result.exit());
    return result.output();
  }

  /** Runs a command that the API server must refuse; gives its sentence. */
  String refused(String line) throws IOException, InterruptedException {
    var result = show(line);
    if (result.exit() == 0) throw new StoryBroken("'kubectl " + line + "' should be refused");
    return result.output();
  }

  private Result show(String line) throws IOException, InterruptedException {
    narrator.command("kubectl " + line);
    var result = quietly(line);
    narrator.output(result.output());
    return result;
  }

  /** Runs a command without showing it. Arguments are separated by spaces; none holds a space. */
  Result quietly(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(Arrays.asList(line.split(" ")));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new StoryBroken("'kubectl " + line + "' did not end within " + DEADLINE_SECONDS + " s");
    }
    return new Result(process.exitValue(), output);
  }
}
