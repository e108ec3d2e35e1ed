package dev.atoll.compiler.stores;

import dev.atoll.oci.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One server of each kind, started when it is asked for first; a test without one skips. */
public final class Stores implements AutoCloseable {
  /** The S3 store's secret. */
  public static final String SECRET = "a-secret-that-must-not-show";

  /** The kinds of stores. */
  public enum Kind {
    S3,
    GS,
    HTTPS,
    OCI,
    FILE
  }

  private final Path folder;
  private final Deque<Store> started = new ArrayDeque<>();
  private @Nullable S3Store s3;
  private @Nullable GsStore gs;
  private @Nullable OciStore oci;
  private @Nullable WebStore web;

  public Stores(Path folder) {
    this.folder = folder;
  }

  public Store of(Kind kind) throws Exception {
    return switch (kind) {
      case S3 -> s3();
      case GS -> gs();
      case HTTPS -> web();
      case OCI -> oci();
      case FILE -> new FileStore(Files.createDirectories(folder.resolve("files")));
    };
  }

  public S3Store s3() throws Exception {
    if (s3 == null) {
      s3 = kept(new S3Store(SECRET));
    }
    return s3;
  }

  public GsStore gs() throws Exception {
    if (gs == null) {
      gs = kept(GsStore.start(Tools.built("fake-gcs-server"), folder));
    }
    return gs;
  }

  public OciStore oci() throws Exception {
    if (oci == null) {
      oci = kept(new OciStore(folder.resolve("registry")));
    }
    return oci;
  }

  public WebStore web() throws Exception {
    if (web == null) {
      web = kept(WebStore.start(Tools.nginx(), folder.resolve("nginx"), gs().port(), oci().port()));
    }
    return web;
  }

  private <S extends Store> S kept(S store) {
    started.push(store);
    return store;
  }

  @Override
  public void close() {
    started.forEach(Store::close);
  }
}
