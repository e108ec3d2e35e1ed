package dev.atoll.device.agent.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory whose power goes at a chosen operation. What was not forced may be lost, torn or
 * there, as a real disk pleases.
 */
final class FragileDisk implements Disk {
  /** What happens to what was not forced. */
  enum Mood {
    LOSES_ALL,
    TEARS_CONTENT,
    KEEPS_ALL
  }

  /** The power is gone. */
  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private Map<Path, byte[]> current = new HashMap<>();
  private Map<Path, byte[]> forcedContent = new HashMap<>();
  private Map<Path, byte[]> durable = new HashMap<>();
  private int left = Integer.MAX_VALUE;
  private int done;

  /** The power goes before this many further operations are done. */
  void cutAfter(int operations) {
    left = operations;
    done = 0;
  }

  int operations() {
    return done;
  }

  /** The power is back. */
  void restart(Mood mood) {
    Map<Path, byte[]> found =
        switch (mood) {
          case LOSES_ALL -> new HashMap<>(durable);
          case KEEPS_ALL -> new HashMap<>(current);
          case TEARS_CONTENT -> torn();
        };
    current = found;
    durable = new HashMap<>(found);
    forcedContent = new HashMap<>(found);
    left = Integer.MAX_VALUE;
  }

  /** Names are there, but of what was not forced only the first half. */
  private Map<Path, byte[]> torn() {
    Map<Path, byte[]> found = new HashMap<>();
    current.forEach((path, bytes) ->
        found.put(
            path,
            forcedContent.get(path) == bytes
                ? bytes
                : java.util.Arrays.copyOf(bytes, bytes.length / 2)));
    return found;
  }

  private void step() throws PowerCut {
    if (left-- <= 0) {
      throw new PowerCut();
    }
    done++;
  }

  @Override
  public byte[] read(Path file) throws IOException {
    byte @Nullable [] bytes = current.get(file);
    if (bytes == null) {
      throw new NoSuchFileException(file.toString());
    }
    return bytes.clone();
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    step();
    current.put(file, bytes.clone());
  }

  @Override
  public void force(Path path) throws IOException {
    step();
    byte @Nullable [] bytes = current.get(path);
    if (bytes != null) {
      forcedContent.put(path, bytes);
      return;
    }
    durable.keySet().removeIf(p -> path.equals(p.getParent()) && !current.containsKey(p));
    current.forEach((p, b) -> {
      if (path.equals(p.getParent()) && forcedContent.get(p) == b) {
        durable.put(p, b);
      }
    });
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    byte[] bytes = read(from);
    byte @Nullable [] forced = forcedContent.remove(from);
    current.remove(from);
    current.put(to, bytes);
    if (forced != null) {
      forcedContent.put(to, bytes);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    current.remove(file);
  }

  @Override
  public List<Path> list(Path directory) {
    return current.keySet().stream().filter(p -> directory.equals(p.getParent())).sorted().toList();
  }

  @Override
  public void makeDirectory(Path directory) {}
}
