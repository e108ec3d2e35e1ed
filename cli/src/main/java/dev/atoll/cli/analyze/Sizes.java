package dev.atoll.cli.analyze;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class Sizes {
  private Sizes() {}

  /** For instance {@code 3.21 MiB}. */
  public static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double kib = bytes / 1024.0;
    return kib < 1024
        ? String.format(Locale.ROOT, "%.1f KiB", kib)
        : String.format(Locale.ROOT, "%.2f MiB", kib / 1024);
  }
}
