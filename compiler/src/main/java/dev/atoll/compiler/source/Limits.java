package dev.atoll.compiler.source;

/** What one source may weigh; for a folder, all of it. */
public record Limits(long bytes, int files) {
  /** For models: 4 GiB in 10,000 files. */
  public static final Limits MODEL = new Limits(4L << 30, 10_000);

  /** For data: 1 GiB, 100,000 files when it is a folder. */
  public static final Limits DATA = new Limits(1L << 30, 100_000);
}
