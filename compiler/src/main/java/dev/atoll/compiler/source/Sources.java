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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Picks the store by the URI. */
public final class Sources implements AutoCloseable {
  private final Later<S3Source> s3;
  private final Source gs;
  private final Source web;
  private final Later<OciSource> oci;
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
    SSLSocketFactory tls = tls(access.authorities());
    Http http = new Http(reach, tls);
    Patience patience = new Patience(random, sleeper);
    this.s3 =
        new Later<>(
            () -> new S3Source(S3Settings.with(settings.s3(), credentials), reach, patience));
    this.gs = gs(settings, credentials, reach, tls, patience, clock);
    this.web =
        new WebSource(http, patience, credentials.flatMap(Credentials::authorization).orElse(null));
    this.oci =
        new Later<>(
            () -> new OciSource(reach, credentials, new Retry(Backoff.DEFAULT, random, sleeper)));
    this.files = settings.fileSources() ? new FileSource(new Transfer(patience)) : new Forbidden();
  }

  /** Null for what the platform trusts, which takes long to load and may not be needed. */
  private static @Nullable SSLSocketFactory tls(@Nullable Path authorities) throws IOException {
    return authorities == null ? null : Tls.context(authorities).getSocketFactory();
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
      @Nullable SSLSocketFactory tls,
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
      case SourceUri.S3 _ -> s3.get();
      case SourceUri.Gs _ -> gs;
      case SourceUri.Web _ -> web;
      case SourceUri.Oci _ -> oci.get();
      case SourceUri.File _ -> files;
    };
  }

  @Override
  public void close() {
    s3.ifMade(S3Source::close);
    oci.ifMade(OciSource::close);
  }

  /** A store that is made when something is fetched from it: its library takes long to load. */
  private static final class Later<T> {
    private final Supplier<T> make;
    private @Nullable T made;

    Later(Supplier<T> make) {
      this.make = make;
    }

    synchronized T get() {
      T there = made;
      if (there == null) {
        there = make.get();
        made = there;
      }
      return there;
    }

    synchronized void ifMade(Consumer<T> use) {
      if (made != null) {
        use.accept(made);
      }
    }
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
