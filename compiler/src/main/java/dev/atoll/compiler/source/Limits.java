package dev.atoll.compiler.source;

/** What one source may weigh. */
public record Limits(long bytes, int files) {
  /** For models: 4 GiB in 10,000 files. */
  public static final Limits MODEL = new Limits(4L << 30, 10_000);

  /** For a data file: 1 GiB. */
  public static final Limits DATA = new Limits(1L << 30, 1);
}
