package dev.atoll.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final byte[] PAYLOAD = "{}".getBytes();

  @Test
  void bothSchemesSignAndVerify() {
    for (Keys keys : new Keys[] {Keys.ecdsa(), Keys.ed25519()}) {
      byte[] signature = keys.key().sign(PAYLOAD);
      assertThat(keys.trust().signed(PAYLOAD, signature)).isTrue();
      assertThat(keys.trust().signed("{ }".getBytes(), signature)).isFalse();
      assertThat(keys.trust().trust(keys.key())).isTrue();
    }
  }

  @Test
  void anyOfSeveralTrustedKeysWillDo() {
    Keys old = Keys.ecdsa();
    Keys now = Keys.ed25519();
    TrustedKeys both = TrustedKeys.parse(old.trusted() + "# the new one\n" + now.trusted());
    assertThat(both.trust(old.key())).isTrue();
    assertThat(both.trust(now.key())).isTrue();
    assertThat(both.trust(Keys.ecdsa().key())).isFalse();
  }

  @Test
  void otherKeysAreRefusedWithWhatToDo() {
    refused(Keys.of("RSA", 2048).signing(), "neither ECDSA P-256 nor Ed25519");
    refused(Keys.of("EC", 384).signing(), "neither ECDSA P-256 nor Ed25519");
    refused(Keys.of("Ed448", 0).signing(), "neither ECDSA P-256 nor Ed25519");
    refused("hello", "no PEM block");
    refused(Keys.pem("EC PRIVATE KEY", new byte[9]), "openssl pkcs8 -topk8 -nocrypt");
    refused(Keys.pem("ENCRYPTED PRIVATE KEY", new byte[9]), "is encrypted");
    refused(Keys.ecdsa().trusted(), "not 'PUBLIC KEY'");
    refused(Keys.ecdsa().signing() + Keys.ecdsa().signing(), "2 PEM blocks");
    refused("x".repeat(70_000), "at most");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedKeys.parse(Keys.ecdsa().signing()))
        .withMessageContaining("not 'PRIVATE KEY'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedKeys.parse(Keys.of("RSA", 2048).trusted()))
        .withMessageContaining("neither");
  }

  private static void refused(String pem, String because) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.parse(pem))
        .withMessageContaining(because);
  }

  @Test
  void neitherTextFormNorErrorShowsTheKey() {
    Keys keys = Keys.ecdsa();
    assertThat(keys.key()).hasToString("EcdsaP256 signing key");
    String body = keys.signing().lines().skip(1).findFirst().orElseThrow();
    for (int i = 0; i < 200; i++) {
      Random random = new Random(i);
      byte[] der = Base64.getMimeDecoder().decode(keys.signing().replaceAll("-----[^-]*-----", ""));
      der[random.nextInt(der.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        SigningKey.parse(Keys.pem("PRIVATE KEY", der));
      } catch (IllegalArgumentException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
          assertThat(String.valueOf(t.getMessage())).doesNotContain(body.substring(0, 20));
        }
      }
    }
  }
}
