package dev.atoll.device.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus.ModelReport;
import dev.atoll.api.v1alpha1.EdgeDeviceStatus.Phase;
import dev.atoll.device.TestModels;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Repository;
import dev.atoll.oci.artifact.ModelArtifact;
import dev.atoll.oci.signature.Claims;
import dev.atoll.oci.signature.Signatures;
import dev.atoll.oci.signature.SigningKey;
import dev.atoll.oci.signature.TrustedKeys;
import dev.atoll.oci.testing.RealRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that runs only what the operator signed. */
class SignatureIT {
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  @AutoClose private Device device;
  private Signer signer;
  private String one;
  private String two;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    one = TestArtifacts.plus(registry, 1);
    two = TestArtifacts.plus(registry, 2);
    signer = newSigner();
    device =
        new Device(
            folder.resolve("store"), registry, Duration.ofSeconds(1), folder.resolve("keys"), null);
  }

  private record Signer(SigningKey key, TrustedKeys trusted) {}

  /** Makes a key and trusts it alone. */
  private Signer newSigner() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String trust = pem("PUBLIC KEY", pair.getPublic().getEncoded());
    Files.writeString(folder.resolve("keys"), trust);
    return new Signer(
        SigningKey.parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded())),
        TrustedKeys.parse(trust));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getEncoder().encodeToString(der), label);
  }

  private void sign(String digest, String model) throws Exception {
    Repository repository = registry.repository();
    Digest manifest = Digest.parse(digest);
    ModelArtifact artifact =
        ModelArtifact.read(registry.client().getManifest(repository.digest(manifest)).manifest());
    new Signatures(registry.client())
        .sign(
            repository,
            new Claims(manifest, "vision", model, artifact.artifactKey()),
            signer.key(),
            signer.trusted());
  }

  @Test
  void whatIsSignedForTheModelIsServed() throws Exception {
    sign(one, "digits");
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    assertThat(device.infer(1, 2, 3, 4).first()).isEqualTo(2.0);
  }

  @Test
  void whatIsNotSignedIsNotServed() throws Exception {
    sign(one, "digits");
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);

    device.link().assign(device.entry(2, "digits-2", two));

    ModelReport report = device.awaitPhase(2, Phase.Failed);
    assertThat(report.reason()).isEqualTo("SignatureInvalid");
    assertThat(report.message()).contains("no signature of " + two);
    assertThat(report.serving()).isEqualTo("digits-1");
    assertThat(folder.resolve("store/blobs").resolve(TestModels.digest("plus2").hex()))
        .doesNotExist();
  }

  @Test
  void aSignatureForAnotherModelOrByAnotherKeyIsNone() throws Exception {
    sign(one, "faces");
    device.link().assign(device.entry(1, "digits-1", one));
    ModelReport report = device.awaitPhase(1, Phase.Failed);
    assertThat(report.reason()).isEqualTo("SignatureInvalid");
    assertThat(report.message()).contains("of vision.faces").contains("of vision.digits");

    sign(two, "digits");
    signer = newSigner();
    device.link().assign(device.entry(2, "digits-2", two));
    assertThat(device.awaitPhase(2, Phase.Failed).message()).contains("trusted key");
  }

  @Test
  void whatWasVerifiedStaysSoWithoutTheRegistry() throws Exception {
    sign(one, "digits");
    sign(two, "digits");
    device.link().assign(device.entry(1, "digits-1", one));
    device.awaitPhase(1, Phase.Proven);
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));
    device.awaitPhase(2, Phase.Active);
    device.stop();
    registry.stop();

    device.start();
    device.link().assign(device.entry(2, "digits-2", two, "1h", null));

    device.awaitPhase(2, Phase.Active);
    await().atMost(Duration.ofSeconds(20)).until(() -> device.infer(1, 2, 3, 4).first() == 3.0);
  }

  @Test
  void keysThatCannotBeReadTrustNothing() throws Exception {
    sign(one, "digits");
    Files.delete(folder.resolve("keys"));
    device.link().assign(device.entry(1, "digits-1", one));

    ModelReport report = device.awaitPhase(1, Phase.Failed);
    assertThat(report.reason()).isEqualTo("SignatureInvalid");
    assertThat(report.message()).contains("ATOLL_SIGNATURE_KEYS");
  }
}
