package dev.atoll.device.agent.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.atoll.device.agent.lifecycle.ModelState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The durable part of each model's state, in {@code models/<name>.json}. */
public final class StateStore {
  private static final String SUFFIX = ".json";
  private static final int VERSION = 1;

  /** Names become file names. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][-a-z0-9]*\\.[a-z0-9][-a-z0-9]*");

  private final Path directory;
  private final Disk disk;
  private final AtomicFiles files;
  private final Consumer<String> log;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What a file holds. */
  record Saved(int version, ModelState state) {}

  /** Makes the directory below {@code root} when it is not there. */
  public StateStore(Path root, Disk disk, Consumer<String> log) throws IOException {
    this.directory = root.resolve("models");
    this.disk = disk;
    this.files = new AtomicFiles(disk);
    this.log = log;
    disk.makeDirectory(directory);
  }

  /** True for names that can be kept: {@code namespace.name}. */
  public static boolean accepts(String model) {
    return model.length() <= 127 && NAME.matcher(model).matches();
  }

  /** Returns when the state survives a power cut. */
  public void save(ModelState state) throws IOException {
    files.write(file(state.name()), json.writeValueAsBytes(new Saved(VERSION, state.durable())));
  }

  /** Returns when nothing is known of the model any more. */
  public void forget(String model) throws IOException {
    files.delete(file(model));
  }

  /** All that can be read; a file that cannot is put aside and told, the others go on. */
  public List<ModelState> load() throws IOException {
    List<ModelState> states = new ArrayList<>();
    for (Path file : disk.list(directory)) {
      String name = file.getFileName().toString();
      if (name.endsWith(AtomicFiles.TEMPORARY)) {
        disk.delete(file);
      } else if (name.endsWith(SUFFIX)) {
        read(file, name.substring(0, name.length() - SUFFIX.length()), states);
      }
    }
    return states;
  }

  private void read(Path file, String model, List<ModelState> into) throws IOException {
    try {
      ModelState state = json.readValue(disk.read(file), Saved.class).state();
      if (state == null || !model.equals(state.name())) {
        throw new IOException("it does not hold the state of " + model);
      }
      into.add(state.durable());
    } catch (IOException | RuntimeException e) {
      log.accept("the state in " + file + " cannot be read and is put aside: " + e);
      disk.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
    }
  }

  private Path file(String model) {
    if (!accepts(model)) {
      throw new IllegalArgumentException("no model can be named " + model);
    }
    return directory.resolve(model + SUFFIX);
  }
}
