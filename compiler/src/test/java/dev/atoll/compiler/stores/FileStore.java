package dev.atoll.compiler.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/** A folder of this machine. */
public record FileStore(Path root) implements Store {
  @Override
  public String folder(String name, SortedMap<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      file(name + "/" + file.getKey(), file.getValue());
    }
    return "file://" + root.resolve(name);
  }

  @Override
  public String file(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return "file://" + file;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("ATOLL_FILE_SOURCES", "true");
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public void close() {}
}
