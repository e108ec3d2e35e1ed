package dev.atoll.oci.artifact;

import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Names what an artifact holds by everything that the same inputs make again. The Edge TPU compiler
 * writes a random token into each file and times into its log; the digest of the manifest covers
 * both, this name covers neither.
 */
final class ContentName {
  private ContentName() {}

  /**
   * SHA-256 over one line {@code <mediaType> <filepath> <digest>\n} for each layer but the
   * compiler's log, in the manifest's order.
   *
   * @param masked kind of variant → the digest that stands for its own
   */
  static Digest of(List<Descriptor> layers, Map<String, Digest> masked) {
    StringBuilder lines = new StringBuilder();
    for (Descriptor layer : layers) {
      if (layer.mediaType().equals(MediaTypes.COMPILER_LOG)) {
        continue;
      }
      String variant = layer.annotations().getOrDefault(MediaTypes.VARIANT, "");
      lines
          .append(layer.mediaType())
          .append(' ')
          .append(layer.annotations().getOrDefault(MediaTypes.FILEPATH, ""))
          .append(' ')
          .append(masked.getOrDefault(variant, layer.digest()))
          .append('\n');
    }
    return Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
