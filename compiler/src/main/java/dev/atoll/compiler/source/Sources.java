package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.compiler.request.Settings;
import dev.atoll.oci.Backoff;
import dev.atoll.oci.Retry;
import dev.atoll.oci.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/** Picks the store by the URI. */
public final class Sources implements AutoCloseable {
  private final S3Source s3;
  private final Source gs;
  private final Source web;
  private final Source oci;
  private final Source files;

  /**
   * With the stores that the settings allow.
   *
   * @throws IOException when the credentials or the authorities cannot be read
   */
  public Sources(Settings settings, RandomGenerator random, Sleeper sleeper, InstantSource clock)
      throws IOException {
    Settings.Access access = settings.access();
    Optional<Credentials> credentials = credentials(access);
    Reach reach = new Reach(access.plainHosts(), credentials.map(Credentials::hosts));
    SSLSocketFactory tls = Tls.context(access.authorities()).getSocketFactory();
    Http http = new Http(reach, tls);
    Patience patience = new Patience(random, sleeper);
    this.s3 = new S3Source(S3Settings.with(settings.s3(), credentials), reach, patience);
    this.gs = gs(settings, credentials, reach, tls, patience, clock);
    this.web =
        new WebSource(http, patience, credentials.flatMap(Credentials::authorization).orElse(null));
    this.oci = new OciSource(reach, credentials, new Retry(Backoff.DEFAULT, random, sleeper));
    this.files = settings.fileSources() ? new FileSource(new Transfer(patience)) : new Forbidden();
  }

  private static Optional<Credentials> credentials(Settings.Access access) throws IOException {
    return access.credentials() == null
        ? Optional.empty()
        : Optional.of(Credentials.read(access.credentials(), access.allowedHosts()));
  }

  private static Source gs(
      Settings settings,
      Optional<Credentials> credentials,
      Reach reach,
      SSLSocketFactory tls,
      Patience patience,
      InstantSource clock) {
    URI emulator = settings.access().gsEmulator();
    Reach configured = emulator == null ? reach : reach.withPlain(emulator);
    Http http = new Http(configured, tls);
    Http google = new Http(new Reach(reach.plainHosts(), Optional.empty()), tls);
    return new GsSource(
        http,
        emulator == null ? GsSource.GOOGLE : emulator,
        patience,
        new GsToken(google, http, credentials, clock));
  }

  /** The store of this URI. */
  public Source of(SourceUri uri) {
    return switch (uri) {
      case SourceUri.S3 _ -> s3;
      case SourceUri.Gs _ -> gs;
      case SourceUri.Web _ -> web;
      case SourceUri.Oci _ -> oci;
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
    public void copy(SourceUri uri, Entry entry, Path to, long maxBytes) throws RefusedException {
      throw refused(uri);
    }

    private static RefusedException refused(SourceUri uri) {
      return new RefusedException(
          Reason.HostNotAllowed,
          uri + " is a file URI, which is for development only: put the data into an object store");
    }
  }
}
