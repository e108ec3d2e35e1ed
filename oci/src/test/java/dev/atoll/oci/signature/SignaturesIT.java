package dev.atoll.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atoll.oci.Digest;
import dev.atoll.oci.OciException;
import dev.atoll.oci.RegistryClient;
import dev.atoll.oci.Repository;
import dev.atoll.oci.testing.RealRegistry;
import dev.atoll.oci.testing.TestArtifact;
import dev.atoll.oci.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in a real registry, verified by those who know nothing of us. */
class SignaturesIT {
  private static final String KEY = TestArtifact.KEY;
  @TempDir Path folder;
  @AutoClose private RealRegistry registry;
  private RegistryClient client;
  private Signatures signatures;
  private Repository repository;
  private Digest digest;

  @BeforeEach
  void publish() throws Exception {
    registry = RealRegistry.open(folder);
    client = registry.client();
    repository = registry.repository();
    digest = TestArtifact.publish(client, repository, folder, KEY);
    signatures = new Signatures(client);
  }

  private Claims claims(String model) {
    return new Claims(digest, "vision", model, KEY);
  }

  /** As operators make them. */
  private Keys openssl(String algorithm) throws Exception {
    Path key = folder.resolve("key.pem");
    Path trusted = folder.resolve("trusted.pem");
    List<String> make =
        algorithm.equals("EC")
            ? List.of("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
            : List.of("genpkey", "-algorithm", "ED25519");
    run(Tools.command("openssl", make, "-out", key.toString()));
    run(
        Tools.command(
            "openssl",
            List.of("pkey", "-pubout"),
            "-in",
            key.toString(),
            "-out",
            trusted.toString()));
    return new Keys(Files.readString(key), Files.readString(trusted));
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Tools.Ended ended = Tools.run(command);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "ED25519"})
  void opensslVerifiesThePayload(String algorithm) throws Exception {
    assumeTrue(Tools.has("openssl"), "skipped: openssl is not installed");
    Keys keys = openssl(algorithm);
    signatures.sign(repository, claims("digits"), keys.key(), keys.trust());
    SignedPayload made = signatures.read(repository, digest).getFirst();
    Path payload = Files.write(folder.resolve("payload"), made.payload());
    Path signature =
        Files.write(folder.resolve("sig"), Base64.getDecoder().decode(made.signature()));

    List<String> verify =
        algorithm.equals("EC")
            ? List.of(
                "openssl",
                "dgst",
                "-sha256",
                "-verify",
                folder + "/trusted.pem",
                "-signature",
                signature.toString(),
                payload.toString())
            : List.of(
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                folder + "/trusted.pem",
                "-rawin",
                "-in",
                payload.toString(),
                "-sigfile",
                signature.toString());
    run(verify);

    Files.writeString(payload, " ", java.nio.file.StandardOpenOption.APPEND);
    assertThat(Tools.run(verify).code()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "ED25519"})
  void cosignVerifiesWhatIsInTheRegistry(String algorithm) throws Exception {
    assumeTrue(Tools.has("openssl"), "skipped: openssl is not installed");
    Path client = Tools.built("oci-client");
    Keys keys = openssl(algorithm);
    signatures.sign(repository, claims("digits"), keys.key(), keys.trust());
    List<String> verify =
        List.of(
            client.toString(),
            "verify",
            repository + "@" + digest,
            folder + "/trusted.pem",
            "dev.atoll.namespace=vision",
            "dev.atoll.model=digits",
            "dev.atoll.artifact-key=" + KEY);

    assertThat(run(verify)).contains(digest.toString());

    assertThat(
            Tools.run(
                    Tools.command(client.toString(), verify.subList(1, 5), "dev.atoll.model=faces"))
                .code())
        .isNotZero();
    Files.writeString(folder.resolve("trusted.pem"), Keys.ecdsa().trusted());
    assertThat(Tools.run(verify).code()).isNotZero();
  }

  @Test
  void eachModelOfTheArtifactHasItsOwnAndSigningTwiceChangesNothing() throws Exception {
    Keys keys = Keys.ecdsa();
    signatures.sign(repository, claims("digits"), keys.key(), keys.trust());
    signatures.sign(repository, claims("digits"), keys.key(), keys.trust());
    signatures.sign(repository, claims("faces"), keys.key(), keys.trust());

    List<SignedPayload> all = signatures.read(repository, digest);

    assertThat(all).hasSize(2);
    assertThat(Expected.of(claims("digits")).problem(all, keys.trust())).isEmpty();
    assertThat(Expected.of(claims("faces")).problem(all, keys.trust())).isEmpty();
    assertThat(Expected.of(claims("cats")).problem(all, keys.trust())).isPresent();
  }

  @Test
  void noModelLosesItsSignatureToAnother() throws Exception {
    Signatures small = new Signatures(client, 3);
    Keys foreign = Keys.ed25519();
    Keys keys = Keys.ecdsa();
    small.sign(repository, claims("digits"), keys.key(), keys.trust());
    small.sign(repository, claims("stranger"), foreign.key(), foreign.trust());
    for (String model : List.of("faces", "cats")) {
      small.sign(repository, claims(model), keys.key(), keys.trust());
    }

    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> small.sign(repository, claims("dogs"), keys.key(), keys.trust()))
        .withMessageContaining("has 3 signatures")
        .withMessageContaining("sha256-" + digest.hex() + ".sig")
        .matches(e -> !e.retryable());

    List<SignedPayload> all = small.read(repository, digest);
    for (String model : List.of("digits", "faces", "cats")) {
      assertThat(Expected.of(claims(model)).problem(all, keys.trust())).as(model).isEmpty();
    }
    assertThat(Expected.of(claims("stranger")).problem(all, foreign.trust())).isPresent();
  }

  @Test
  void aNewKeySignsBesideTheOldOne() throws Exception {
    Keys old = Keys.ecdsa();
    Keys now = Keys.ed25519();
    signatures.sign(repository, claims("digits"), old.key(), old.trust());
    signatures.sign(repository, claims("digits"), now.key(), now.trust());

    List<SignedPayload> all = signatures.read(repository, digest);

    assertThat(Expected.of(claims("digits")).problem(all, old.trust())).isEmpty();
    assertThat(Expected.of(claims("digits")).problem(all, now.trust())).isEmpty();
  }

  @Test
  void withoutASignatureThereIsNone() throws Exception {
    assertThat(signatures.read(repository, digest)).isEmpty();
    assertThat(signatures.read(repository, Digest.of("x".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }
}
