package dev.atoll.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.oci.Digest;
import dev.atoll.oci.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedPayloadTest {
  private static final Digest DIGEST = Digest.of("manifest".getBytes());
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final Claims CLAIMS = new Claims(DIGEST, "vision", "digits", KEY);
  private static final Repository REPOSITORY = Repository.parse("registry.example/atoll/vision");
  private final Keys keys = Keys.ecdsa();

  private SignedPayload signed(String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return new SignedPayload(bytes, Base64.getEncoder().encodeToString(keys.key().sign(bytes)));
  }

  private static String text(SignedPayload p) {
    return new String(p.payload(), StandardCharsets.UTF_8);
  }

  @Test
  void thePayloadIsThatOfSimpleSigning() {
    SignedPayload made = SignedPayload.of(CLAIMS, REPOSITORY, keys.key());

    assertThat(text(made))
        .isEqualTo(
            ("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.example/atoll/vision\"},"
                    + "\"image\":{\"docker-manifest-digest\":\"%s\"},"
                    + "\"type\":\"cosign container image signature\"},"
                    + "\"optional\":{\"dev.atoll.artifact-key\":\"%s\","
                    + "\"dev.atoll.model\":\"digits\",\"dev.atoll.namespace\":\"vision\"}}")
                .formatted(DIGEST, KEY));
    assertThat(made.trusted(keys.trust())).contains(CLAIMS);
    assertThat(made.trusted(Keys.ecdsa().trust())).isEmpty();
  }

  @Test
  void whatAnotherToolSignedClaimsNothingOfOurs() {
    SignedPayload plain =
        signed(
            """
            {"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"%s"},
            "type":"cosign container image signature"},"optional":null}
            """
                .formatted(DIGEST));

    assertThat(plain.trusted(keys.trust())).contains(new Claims(DIGEST, "", "", ""));
    assertThat(problem(plain)).contains("what is signed is");
  }

  private String problem(SignedPayload... all) {
    return Expected.of(CLAIMS).problem(List.of(all), keys.trust()).orElse("");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "cosign container image signature | atomic container signature",
        "\"image\" | \"picture\"",
        "sha256: | md5:",
        "\"critical\" | \"critical\":null,\"other\"",
        "{\"critical\" | [] {\"critical\"",
        "\"dev.atoll.model\":\"digits\" | \"dev.atoll.model\":\"faces\"",
        "\"dev.atoll.model\":\"digits\" | \"dev.atoll.model\":[\"digits\"]",
        "\"dev.atoll.model\":\"digits\" | \"dev.atoll.model\":\"digits\",\"dev.atoll.model\":\"digits\"",
        "\"dev.atoll.namespace\":\"vision\" | \"dev.atoll.namespace\":\"other\"",
        "\"dev.atoll.artifact-key\":\"0 | \"dev.atoll.artifact-key\":\"1",
      })
  void whatIsSignedForAnythingElseIsNotExpected(String from, String to) {
    String good = text(SignedPayload.of(CLAIMS, REPOSITORY, keys.key()));
    assertThat(problem(signed(good))).isEmpty();
    String changed = good.replace(from, to);
    assertThat(changed).isNotEqualTo(good);

    assertThat(problem(signed(changed))).isNotEmpty();
  }

  @Test
  void oneGoodSignatureAmongOthersIsEnough() {
    SignedPayload good = SignedPayload.of(CLAIMS, REPOSITORY, keys.key());
    SignedPayload foreign = SignedPayload.of(CLAIMS, REPOSITORY, Keys.ecdsa().key());

    assertThat(problem()).contains("no signature");
    assertThat(problem(foreign)).contains("none of the 1 signatures");
    assertThat(problem(foreign, good)).isEmpty();
    assertThat(new Expected(DIGEST, "vision", null, KEY).problem(List.of(good), keys.trust()))
        .isEmpty();
  }

  @Test
  void theSentenceShowsNothingThatCouldHarmATerminal() {
    String good = text(SignedPayload.of(CLAIMS, REPOSITORY, keys.key()));
    assertThat(problem(signed(good.replace("\"vision\"", "\"\\u001b[2J\""))))
        .doesNotContain("\u001b");
  }

  /** No byte of payload or signature can be changed, and nothing but a verdict comes back. */
  @Test
  void nothingThatIsChangedIsTrustedAndNothingBreaks() {
    for (Keys k : List.of(keys, Keys.ed25519())) {
      SignedPayload good = SignedPayload.of(CLAIMS, REPOSITORY, k.key());
      for (int seed = 0; seed < 800; seed++) {
        Random random = new Random(seed);
        byte[] payload = good.payload().clone();
        byte[] signature = Base64.getDecoder().decode(good.signature());
        if (random.nextBoolean()) {
          payload = changed(payload, random);
        } else {
          signature = changed(signature, random);
        }
        String text =
            random.nextInt(10) == 0
                ? new String(signature, StandardCharsets.ISO_8859_1)
                : Base64.getEncoder().encodeToString(signature);

        assertThat(new SignedPayload(payload, text).trusted(k.trust()))
            .as("seed %d", seed)
            .isEmpty();
      }
    }
  }

  private static byte[] changed(byte[] bytes, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> {
        byte[] made = bytes.clone();
        made[random.nextInt(made.length)] ^= (byte) (1 + random.nextInt(255));
        yield made;
      }
      case 1 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      default -> {
        byte[] made = new byte[random.nextInt(200)];
        random.nextBytes(made);
        yield made;
      }
    };
  }

  /** What the key's owner signed may still be anything. */
  @Test
  void signedNonsenseClaimsNothing() {
    String good = text(SignedPayload.of(CLAIMS, REPOSITORY, keys.key()));
    assertThat(signed("[".repeat(50_000)).trusted(keys.trust())).isEmpty();
    for (int seed = 0; seed < 800; seed++) {
      byte[] nonsense = changed(good.getBytes(StandardCharsets.UTF_8), new Random(seed));
      SignedPayload p =
          new SignedPayload(
              nonsense, Base64.getEncoder().encodeToString(keys.key().sign(nonsense)));
      var claims = p.trusted(keys.trust());
      assertThat(claims.filter(CLAIMS::equals).isPresent() && !text(p).contains(KEY)).isFalse();
    }
  }
}
