package dev.atoll.device.agent.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Which disk in which machine; another value voids old reports.
 *
 * @param storeId made once for each disk
 * @param machineId of the operating system
 */
public record Identity(String storeId, String machineId) {
  private static final int MAX = 64;

  /** Reads the disk's identity, or makes it. */
  public static Identity of(Path root, Disk disk, Path machineId) throws IOException {
    Path file = root.resolve("store-id");
    disk.makeDirectory(root);
    String store = text(disk, file);
    if (store.isEmpty()) {
      store = UUID.randomUUID().toString();
      new AtomicFiles(disk).write(file, store.getBytes(StandardCharsets.US_ASCII));
    }
    String machine = text(disk, machineId);
    return new Identity(store, machine.isEmpty() ? "unknown" : machine);
  }

  private static String text(Disk disk, Path file) throws IOException {
    try {
      String text = new String(disk.read(file), StandardCharsets.US_ASCII).strip();
      return text.length() > MAX ? text.substring(0, MAX) : text;
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
