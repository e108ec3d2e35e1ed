package dev.atoll.operator.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atoll.api.v1alpha1.Artifact;
import dev.atoll.oci.CredentialSource;
import dev.atoll.oci.Digest;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.RegistryLogin;
import dev.atoll.oci.Repository;
import dev.atoll.oci.signature.Claims;
import dev.atoll.oci.signature.Expected;
import dev.atoll.oci.signature.Signatures;
import dev.atoll.oci.signature.TrustedKeys;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import dev.atoll.operator.revision.CompileId;
import dev.atoll.operator.revision.CompileJob;
import dev.atoll.operator.revision.CompileResult.Compiled;
import dev.atoll.operator.revision.CompileResult.Hit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator's signer makes of artifacts in a real registry. */
class SigningIT {
  private static final String KEY = TestArtifact.KEY;
  @TempDir Path folder;
  private RealRegistry registry;
  private RegistryClient client;
  private KeyFiles files;
  private ArtifactSigner signer;

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.open(folder);
    client = registry.client();
    files = new KeyFiles(folder.resolve("key"), folder.resolve("trusted"));
    newKey();
    signer = new ArtifactSigner(client, files);
  }

  @AfterEach
  void stop() {
    if (registry != null) registry.close();
  }

  private void newKey() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var pair = generator.generateKeyPair();
    Files.writeString(files.signing(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.writeString(files.trusted(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getEncoder().encodeToString(der), label);
  }

  private String repository(String namespace) {
    return registry.host() + "/atoll/" + namespace;
  }

  private Compiled published(String namespace, boolean cacheHit) throws Exception {
    var repository = Repository.parse(repository(namespace));
    var digest = TestArtifact.publish(client, repository, folder, KEY);
    return new Compiled(
        new Artifact(repository(namespace), digest.toString()),
        KEY,
        SigningSpecs.INPUTS,
        cacheHit,
        List.of(),
        null,
        null);
  }

  private CompileJob job(String namespace, String model) {
    return new CompileJob(
        new CompileId(namespace, model + "-1", "uid", "1"),
        SigningSpecs.of(model),
        repository(namespace),
        true,
        Instant.EPOCH);
  }

  private boolean signed(Compiled made, String namespace, String model) throws Exception {
    var digest = Digest.parse(made.artifact().digest());
    var found = new Signatures(client).read(Repository.parse(made.artifact().repository()), digest);
    return Expected.of(new Claims(digest, namespace, model, KEY))
        .problem(found, TrustedKeys.parse(Files.readString(files.trusted())))
        .isEmpty();
  }

  @Test
  void whatWasCompiledIsSignedForItsModel() throws Exception {
    var made = published("vision", false);
    assertThat(signer.sign(job("vision", "digits"), made)).isEqualTo(new Verdict.Trusted());
    assertThat(signed(made, "vision", "digits")).isTrue();
    assertThat(signed(made, "vision", "faces")).isFalse();
  }

  @Test
  void aHitThatIsSignedIsTrustedAndSignedForTheOtherModelToo() throws Exception {
    signer.sign(job("vision", "digits"), published("vision", false));
    var hit = published("vision", true);
    assertThat(signer.sign(job("vision", "faces"), hit)).isEqualTo(new Verdict.Trusted());
    assertThat(signed(hit, "vision", "faces")).isTrue();
    assertThat(signed(hit, "vision", "digits")).isTrue();
  }

  @Test
  void aHitWithoutSignatureIsNotTrustedAndNotSigned() throws Exception {
    var hit = published("vision", true);
    assertThat(signer.sign(job("vision", "digits"), hit)).isInstanceOf(Verdict.Untrusted.class);
    assertThat(signed(hit, "vision", "digits")).isFalse();
  }

  /** A refusal may come from an artifact that somebody put there for that. */
  @Test
  void anArtifactThatRefusesIsLookedAtAndNeverSigned() throws Exception {
    var theirs = published("vision", false);
    var hit = new Hit(theirs.artifact(), KEY);
    assertThat(signer.verify(job("vision", "digits"), hit))
        .isInstanceOfSatisfying(
            Verdict.Untrusted.class, u -> assertThat(u.why()).contains("no signature"));
    assertThat(signed(theirs, "vision", "digits")).isFalse();

    signer.sign(job("vision", "faces"), theirs);
    assertThat(signer.verify(job("vision", "digits"), hit)).isEqualTo(new Verdict.Trusted());
    assertThat(signer.verify(job("other", "digits"), hit)).isInstanceOf(Verdict.Untrusted.class);
    assertThat(signer.verify(job("vision", "digits"), new Hit(theirs.artifact(), "0".repeat(64))))
        .isInstanceOf(Verdict.Untrusted.class);
    assertThat(signed(theirs, "vision", "digits")).isFalse();
    registry.close();
    assertThat(signer.verify(job("vision", "digits"), hit))
        .isInstanceOfSatisfying(Verdict.Unsigned.class, u -> assertThat(u.retryable()).isTrue());
  }

  @Test
  void aHitThatAnotherKeySignedIsNotTrusted() throws Exception {
    signer.sign(job("vision", "digits"), published("vision", false));
    newKey();
    assertThat(signer.sign(job("vision", "digits"), published("vision", true)))
        .isInstanceOfSatisfying(
            Verdict.Untrusted.class, u -> assertThat(u.why()).contains("trusted key"));
  }

  @Test
  void aSignatureOfAnotherNamespaceIsNotTrusted() throws Exception {
    var theirs = published("theirs", false);
    signer.sign(job("theirs", "digits"), theirs);
    var hit =
        new Compiled(
            new Artifact(repository("theirs"), theirs.artifact().digest()),
            KEY,
            SigningSpecs.INPUTS,
            true,
            List.of(),
            null,
            null);
    assertThat(signer.sign(job("vision", "digits"), hit)).isInstanceOf(Verdict.Untrusted.class);
  }

  @Test
  void anArtifactThatIsNotWhatTheCompilerSaidIsNotSigned() throws Exception {
    var made = published("vision", false);
    var lie =
        new Compiled(
            made.artifact(), "0".repeat(64), made.inputs(), false, made.variants(), null, null);
    assertThat(signer.sign(job("vision", "digits"), lie))
        .isInstanceOfSatisfying(
            Verdict.Unsigned.class,
            u -> {
              assertThat(u.reason()).isEqualTo(SigningReason.InternalError);
              assertThat(u.retryable()).isFalse();
            });
  }

  @Test
  void keysThatDoNotFitAreToldAtTheStartAndLater() throws Exception {
    var made = published("vision", false);
    var old = Files.readString(files.trusted());
    newKey();
    Files.writeString(files.trusted(), old);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ArtifactSigner(client, files))
        .withMessageContaining("is not in " + files.trusted());
    assertThat(signer.sign(job("vision", "digits"), made))
        .isInstanceOfSatisfying(
            Verdict.Unsigned.class,
            u -> assertThat(u.reason()).isEqualTo(SigningReason.SigningKeyInvalid));
  }

  @Test
  void aRegistryThatDemandsALoginTakesTheOperators() throws Exception {
    registry.close();
    registry = RealRegistry.guarded(folder);
    client = registry.client();
    var made = published("vision", false);
    assertThat(
            new ArtifactSigner(registry.client(CredentialSource.ANONYMOUS), files)
                .sign(job("vision", "digits"), made))
        .isInstanceOfSatisfying(
            Verdict.Unsigned.class,
            u -> assertThat(u.message()).contains("check the registry's credentials"));

    var login = registry.login(RealRegistry.USER.password());
    var known = registry.client(RegistryLogin.of(login));
    assertThat(new ArtifactSigner(known, files).sign(job("vision", "digits"), made))
        .isEqualTo(new Verdict.Trusted());
    assertThat(signed(made, "vision", "digits")).isTrue();
  }

  @Test
  void aRegistryThatIsAwayIsSaidToBe() throws Exception {
    var made = published("vision", false);
    registry.close();
    assertThat(signer.sign(job("vision", "digits"), made))
        .isInstanceOfSatisfying(
            Verdict.Unsigned.class,
            u -> {
              assertThat(u.reason()).isEqualTo(SigningReason.PushFailed);
              assertThat(u.retryable()).isTrue();
            });
  }
}
