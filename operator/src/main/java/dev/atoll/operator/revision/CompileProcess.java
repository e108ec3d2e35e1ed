package dev.atoll.operator.revision;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child process that compiles one revision, in a folder of its own. */
final class CompileProcess {
  private static final Logger LOG = LoggerFactory.getLogger(CompileProcess.class);

  private final LocalProcessSettings settings;
  private final CompileJob job;
  private final Consumer<String> stages;
  private @Nullable Process process;
  private boolean ended;

  CompileProcess(LocalProcessSettings settings, CompileJob job, Consumer<String> stages) {
    this.settings = settings;
    this.job = job;
    this.stages = stages;
  }

  /** Runs it to its end. Whatever happens is a result; of its files request and log are kept. */
  CompileResult run() {
    var folder = settings.workDir().resolve(job.id().namespace()).resolve(job.id().revision());
    var files = new CompileFolder(folder);
    try {
      return run(folder, files);
    } finally {
      files.tidy();
    }
  }

  private CompileResult run(Path folder, CompileFolder files) {
    var credentials = new CredentialFiles(folder.resolve("credentials"));
    try {
      var pidFile = new PidFile(folder.resolve("pid"));
      pidFile.endLeftover();
      files.tidy();
      Files.createDirectories(folder.resolve("work"));
      Files.deleteIfExists(folder.resolve("result.json"));
      Files.write(folder.resolve("request.json"), CompileRequest.json(new ObjectMapper(), job));
      var environment = new HashMap<>(settings.environment());
      var refused = lend(credentials, environment);
      if (refused != null) return refused;
      var started = start(folder, environment);
      if (started == null) return crashed("it was ended by the operator");
      pidFile.write(started.toHandle());
      return await(started, folder);
    } catch (IOException e) {
      return crashed("it could not be run: " + e);
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
      return crashed("the operator stopped meanwhile");
    } finally {
      takeBack(credentials);
    }
  }

  /** Says why the compile cannot have the credentials that its source names; null when it has. */
  private @Nullable CompileResult lend(CredentialFiles credentials, Map<String, String> environment)
      throws IOException {
    var reference = job.spec().source().credentialsSecretRef();
    if (reference == null) return null;
    try {
      var secret = settings.secrets().read(job.id().namespace(), reference.name());
      if (secret.isEmpty())
        return new CompileResult.Refused(
            CompileReason.CredentialsMissing.name(),
            "source.credentialsSecretRef names Secret %s, and there is none in namespace %s: create it"
                .formatted(reference.name(), job.id().namespace()),
            true);
      environment.putAll(credentials.write(secret.get()));
      return null;
    } catch (SourceSecrets.ForbiddenException e) {
      return new CompileResult.Refused(
          CompileReason.CredentialsForbidden.name(),
          "this operator compiles in processes of its own and may read no Secrets: let it compile in Jobs, or, for development, set atoll.compile.read-secrets=true and give it a Role for Secret "
              + reference.name(),
          false);
    } catch (KubernetesClientException e) {
      return new CompileResult.Refused(
          CompileReason.CredentialsMissing.name(),
          "Secret %s could not be read (status %d)".formatted(reference.name(), e.getCode()),
          true);
    }
  }

  private static void takeBack(CredentialFiles credentials) {
    try {
      credentials.delete();
    } catch (IOException e) {
      LOG.error("{} holds credentials and could not be deleted: delete it", credentials.folder());
    }
  }

  private synchronized @Nullable Process start(Path folder, Map<String, String> environment)
      throws IOException {
    if (ended) return null;
    var command = new ArrayList<>(settings.command());
    command.add("run");
    command.add("--request");
    command.add(folder.resolve("request.json").toString());
    command.add("--work");
    command.add(folder.resolve("work").toString());
    command.add("--result");
    command.add(folder.resolve("result.json").toString());
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("log").toFile());
    process = builder.start();
    return process;
  }

  private CompileResult await(Process started, Path folder)
      throws IOException, InterruptedException {
    started.getOutputStream().close();
    var reader = Thread.ofVirtual().start(() -> readStages(started.getInputStream()));
    boolean inTime = started.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    if (!inTime) {
      end();
      started.waitFor();
    }
    reader.join(TimeUnit.SECONDS.toMillis(5));
    if (!inTime)
      return new CompileResult.Refused(
          CompileReason.CompileTimeout.name(),
          "the compiler was ended after " + settings.timeout().toMinutes() + " minutes",
          true);
    return result(started.exitValue(), folder.resolve("result.json"));
  }

  private CompileResult result(int exit, Path file) throws IOException {
    if (exit != 0 || !Files.isRegularFile(file)) {
      LOG.warn(
          "Compiler of {} ended with {}; its log is beside {}", job.id().revision(), exit, file);
      return crashed(
          "it ended with exit code " + exit + (exit == 0 ? " and without a result" : ""));
    }
    try (var in = Files.newInputStream(file)) {
      return new ResultParser().parse(in.readNBytes(ResultParser.LARGEST + 1), job.repository());
    }
  }

  private static CompileResult crashed(String how) {
    return new CompileResult.Refused(
        CompileReason.CompilerCrashed.name(), "the compiler crashed: " + how, true);
  }

  private void readStages(InputStream raw) {
    try (var lines = new StageLines(stages)) {
      raw.transferTo(lines);
    } catch (IOException e) {
      LOG.debug("Progress of {} ended: {}", job.id().revision(), e.toString());
    }
  }

  /** Ends the process and what it started. */
  synchronized void end() {
    ended = true;
    if (process == null) return;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Where a process of an operator before this one is found again. */
  record PidFile(Path file) {
    void write(ProcessHandle handle) throws IOException {
      Files.writeString(file, identity(handle), StandardCharsets.UTF_8);
    }

    /** A pid is used again by other programs: only pid and start time together name a process. */
    void endLeftover() throws IOException, InterruptedException {
      if (!Files.isRegularFile(file)) return;
      var text = Files.readString(file, StandardCharsets.UTF_8).strip();
      Files.delete(file);
      var pid = text.split(" ", 2)[0];
      if (!pid.matches("[0-9]{1,10}")) return;
      var leftover = ProcessHandle.of(Long.parseLong(pid)).filter(h -> identity(h).equals(text));
      if (leftover.isEmpty()) return;
      LOG.info("Ending compiler process {} of an operator that is gone", pid);
      leftover.get().descendants().forEach(ProcessHandle::destroyForcibly);
      leftover.get().destroyForcibly();
      awaitEnd(leftover.get());
    }

    private static void awaitEnd(ProcessHandle handle) throws InterruptedException {
      try {
        handle.onExit().get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        throw new IllegalStateException("process " + handle.pid() + " cannot be ended", e);
      }
    }

    private static String identity(ProcessHandle handle) {
      return handle.pid()
          + " "
          + handle.info().startInstant().map(Object::toString).orElse("unknown");
    }
  }
}
