package dev.atoll.rollout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which devices are taken: the same for one run whatever order they come in, another
 * for each run, so that the canary is not always the same device.
 */
final class DeviceOrder {
  private record Placed(DeviceView device, long place) {}

  private DeviceOrder() {}

  static List<DeviceView> of(String key, List<DeviceView> devices) {
    return devices.stream()
        .map(device -> new Placed(device, place(key, device.uid())))
        .sorted(Comparator.comparingLong(Placed::place).thenComparing(p -> p.device().name()))
        .map(Placed::device)
        .toList();
  }

  private static long place(String key, String uid) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      var text = key + "/" + uid;
      return ByteBuffer.wrap(hash.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
