package dev.atoll.compiler;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.request.CompileRequest;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The state of a job between its stages, as files. Each stage writes into its own folder only, so
 * that the stages which run somebody's model cannot change what was fetched, nor the key under
 * which the artifact is found.
 *
 * @param root absolute
 */
record JobFolder(Path root) {
  private static final String REFUSED = "refused.json";
  private static final String HIT = "hit.json";
  private static final String PUBLISHED = "published.json";

  /** Far above any state; one stage runs somebody's model, which may write what it likes. */
  private static final long MAX_STATE = 64L << 20;

  /** At this place, which need not exist. */
  static JobFolder at(Path folder) {
    return new JobFolder(folder.toAbsolutePath().normalize());
  }

  /** Where the result goes in the end. */
  Path result() {
    return root.resolve("result.json");
  }

  /** What was asked for, there before the first stage. */
  Path requestFile() {
    return root.resolve("request.json");
  }

  /** What was asked for. */
  CompileRequest request() throws IOException, OciException {
    return Json.read(Files.readAllBytes(requestFile()), CompileRequest.class, "the request");
  }

  /** The stage's own folder. */
  Path of(StageName stage) {
    return root.resolve(stage.label());
  }

  /** A stage's folder without what an earlier try left in it. */
  void empty(StageName stage) throws IOException {
    Workspace.empty(Files.createDirectories(of(stage)));
  }

  /** Writes a state file in one step. */
  void write(StageName stage, String name, Object value) throws IOException {
    Files.createDirectories(of(stage));
    Path part = of(stage).resolve(name + ".part");
    Files.write(part, Json.write(value));
    Files.move(
        part,
        of(stage).resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a state file of an earlier stage.
   *
   * @throws OciException when it is no such state
   */
  <T> T read(StageName stage, String name, Class<T> type) throws IOException, OciException {
    return Json.read(bytes(stage, name, MAX_STATE), type, stage.label() + "/" + name);
  }

  /** What is in a file that a stage left; refuses one of more than this many bytes. */
  byte[] bytes(StageName stage, String name, long most) throws IOException {
    Path file = file(stage, name);
    if (Files.size(file) > most) {
      throw new IOException("%s/%s has more than %d bytes".formatted(stage.label(), name, most));
    }
    return Files.readAllBytes(file);
  }

  /**
   * A file that a stage left. Refuses links: a stage that runs a model must not lead a later one,
   * which has credentials, to another file; and pipes, which would hold it up.
   */
  Path file(StageName stage, String name) throws IOException {
    Path file = of(stage).resolve(name);
    if (!file.toRealPath().equals(real(stage).resolve(name))) {
      throw new IOException(stage.label() + "/" + name + " is a link");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(stage.label() + "/" + name + " is no file");
    }
    return file;
  }

  /** Where the stage's own folder has to be: that folder could have been replaced by a link too. */
  Path real(StageName stage) throws IOException {
    return root.toRealPath().resolve(stage.label());
  }

  /** Says that the job ends with this stage. */
  void refuse(StageName stage, Refusal refusal) throws IOException {
    write(stage, REFUSED, refusal);
  }

  /** Says that the registry has the artifact. */
  void hit(CompileResult found) throws IOException {
    write(StageName.Lookup, HIT, found);
  }

  /** Says that the artifact was pushed. */
  void published(CompileResult made) throws IOException {
    write(StageName.Publish, PUBLISHED, made);
  }

  /** How the job ended, if it did before this stage. */
  Optional<Outcome<CompileResult>> endBefore(StageName stage) throws IOException, OciException {
    return firstEnd(StageName.values(), stage.ordinal());
  }

  /** How the job ended, if it did with this stage or before; with the last one it always did. */
  Optional<Outcome<CompileResult>> endAfter(StageName stage) throws IOException, OciException {
    Optional<Outcome<CompileResult>> end = firstEnd(StageName.values(), stage.ordinal() + 1);
    if (end.isEmpty() && stage == StageName.Publish) {
      throw new IOException("the job did not end");
    }
    return end;
  }

  private Optional<Outcome<CompileResult>> firstEnd(StageName[] stages, int count)
      throws IOException, OciException {
    for (StageName stage : Arrays.copyOf(stages, count)) {
      Optional<Outcome<CompileResult>> end = end(stage);
      if (end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  private Optional<Outcome<CompileResult>> end(StageName stage) throws IOException, OciException {
    if (Files.exists(of(stage).resolve(REFUSED))) {
      return Optional.of(Outcome.refused(read(stage, REFUSED, Refusal.class)));
    }
    String made = stage == StageName.Lookup ? HIT : PUBLISHED;
    boolean ends = stage == StageName.Lookup || stage == StageName.Publish;
    return ends && Files.exists(of(stage).resolve(made))
        ? Optional.of(Outcome.done(read(stage, made, CompileResult.class)))
        : Optional.empty();
  }
}
