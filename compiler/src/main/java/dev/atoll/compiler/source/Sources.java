package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.Settings;
import java.io.InputStream;
import java.util.List;

/** Picks the store by the URI. */
public final class Sources implements AutoCloseable {
  private final S3Source s3;
  private final Source files;

  /** With the stores that the settings allow. */
  public Sources(Settings settings) {
    this.s3 = new S3Source(settings.s3());
    this.files = settings.fileSources() ? new FileSource() : new Forbidden();
  }

  /** The store of this URI. */
  public Source of(SourceUri uri) {
    return switch (uri) {
      case SourceUri.S3 _ -> s3;
      case SourceUri.File _ -> files;
    };
  }

  @Override
  public void close() {
    s3.close();
  }

  /** Files of the machine that compiles are nobody's business, unless it is one's own machine. */
  private static final class Forbidden implements Source {
    @Override
    public List<Entry> list(SourceUri folder, int maxFiles) throws RefusedException {
      throw refused(folder);
    }

    @Override
    public Entry stat(SourceUri file) throws RefusedException {
      throw refused(file);
    }

    @Override
    public InputStream open(SourceUri uri, Entry entry) throws RefusedException {
      throw refused(uri);
    }

    private static RefusedException refused(SourceUri uri) {
      return new RefusedException(
          Reason.HostNotAllowed,
          uri + " is a file URI, which is for development only: put the data into an object store");
    }
  }
}
