package dev.atoll.compiler.stores;

import dev.atoll.oci.BlobSource;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.testing.RealRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A registry; each file is a layer with its path as title. */
public final class OciStore implements Store {
  private final RealRegistry registry;
  private final RegistryClient client;
  private final Repository repository;

  public OciStore(Path folder) throws IOException, InterruptedException {
    this.registry = RealRegistry.open(folder);
    this.client = registry.client();
    this.repository = new Repository(registry.host(), "sources");
  }

  @Override
  public String folder(String name, SortedMap<String, byte[]> files) throws Exception {
    List<Descriptor> layers = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      layers.add(
          layer("application/octet-stream", file.getValue())
              .with("org.opencontainers.image.title", file.getKey()));
    }
    return manifest(name, layers);
  }

  @Override
  public String file(String name, byte[] content) throws Exception {
    String title = name.substring(name.lastIndexOf('/') + 1);
    return folder(name, new TreeMap<>(Map.of(title, content)));
  }

  /** As oras pushes a folder: one layer, an archive of it. */
  public String packed(String name, byte[] archive) throws Exception {
    return manifest(
        name,
        List.of(
            layer("application/vnd.oci.image.layer.v1.tar+gzip", archive)
                .with("org.opencontainers.image.title", "digits")
                .with("io.deis.oras.content.unpack", "true")));
  }

  private Descriptor layer(String type, byte[] content) throws OciException, InterruptedException {
    Descriptor blob = Descriptor.of(type, content);
    client.pushBlob(repository, blob, new BlobSource.OfBytes(content));
    return blob;
  }

  private String manifest(String name, List<Descriptor> layers)
      throws OciException, InterruptedException {
    Descriptor config =
        layer("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.UTF_8));
    String tag = name.replace('/', '_');
    client.putManifest(
        repository.tag(tag),
        new Manifest(2, Manifest.MEDIA_TYPE, "application/x-model", config, layers, null));
    return "oci://" + repository.tag(tag);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("ATOLL_PLAIN_HTTP_SOURCES", registry.host());
  }

  @Override
  public int port() {
    return Integer.parseInt(registry.host().split(":")[1]);
  }

  @Override
  public void close() {
    registry.close();
  }
}
