package dev.atoll.e2e.jobs;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.e2e.cluster.RegistryAccount;
import dev.atoll.oci.BlobSource;
import dev.atoll.oci.CredentialSource.Credentials;
import dev.atoll.oci.Descriptor;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Manifest;
import dev.atoll.oci.Reference;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryConfig;
import dev.atoll.oci.Repository;
import dev.atoll.oci.Retry;
import dev.atoll.oci.artifact.ModelArtifact;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster's registry that wants a login.
 *
 * @param address here
 * @param seen address in the names of images, for pods
 */
record GuardedRegistry(String address, String seen) {

  static GuardedRegistry of(CompileJobs jobs) {
    var address = jobs.cluster().guardedRegistryAddress();
    return new GuardedRegistry(address, jobs.node().pullsFrom(address));
  }

  RegistryClient client(boolean login) {
    var anonymous = RegistryConfig.anonymous(Set.of(address));
    return new RegistryClient(
        login
            ? anonymous.with(host ->
                Optional.of(new Credentials(RegistryAccount.USER, RegistryAccount.PASSWORD)))
            : anonymous,
        Retry.standard());
  }

  Secret secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(CompileJobs.NAMESPACE)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .withStringData(Map.of(".dockerconfigjson", RegistryAccount.dockerConfig(seen)))
        .build();
  }

  /** Pushes an OCI layout; says what it is called in a pod. */
  String push(Path layout, String name) throws Exception {
    var repository = Repository.parse(address + "/" + name);
    var digest = Digest.parse(Files.readString(layout.resolve("digest")).strip());
    var manifest = Manifest.parse(Files.readAllBytes(blob(layout, digest)));
    var blobs = new ArrayList<Descriptor>(manifest.layers());
    blobs.add(manifest.config());
    for (var blob : blobs)
      client(true).pushBlob(repository, blob, new BlobSource.OfFile(blob(layout, blob.digest())));
    var pushed = client(true).putManifest(repository.tag("test"), manifest);
    return seen + "/" + name + "@" + pushed.digest();
  }

  private static Path blob(Path layout, Digest digest) {
    return layout.resolve("blobs/sha256").resolve(digest.hex());
  }

  /** What this machine calls an artifact. */
  Reference reference(Artifact artifact) {
    return Repository.parse(artifact.repository().replace(seen, address))
        .digest(Digest.parse(artifact.digest()));
  }

  /** Paths of the model files in an artifact. */
  List<String> files(Artifact artifact) throws Exception {
    var manifest = client(true).getManifest(reference(artifact)).manifest();
    return ModelArtifact.read(manifest).variants().stream().map(v -> v.path()).toList();
  }
}
