package dev.atoll.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
  private static final String SECRET = "a-secret-that-must-not-show";

  @ParameterizedTest
  @CsvSource({
    "models.example, https://models.example/a, true",
    "Models.Example, https://MODELS.example/a, true",
    "models.example, https://models.example:8443/a, true",
    "models.example:443, https://models.example/a, true",
    "models.example:443, https://models.example:8443/a, false",
    "models.example, https://evil-models.example/a, false",
    "models.example, https://models.example.evil/a, false",
    "models.example, https://sub.models.example/a, false",
    "*.example, https://sub.models.example/a, true",
    "*.example, https://example/a, false",
    "*.models.example, https://evilmodels.example/a, false",
    "'other,  models.example', https://models.example/a, true",
    "[::1]:8443, 'https://[::1]:8443/a', true",
    "[::1], 'https://[::1]:8443/a', true",
    "'', https://models.example/a, false",
    "*, https://models.example/a, false",
  })
  void aSecretGoesOnlyToTheHostsThatItNames(String list, String address, boolean allowed) {
    assertThat(AllowedHosts.parse(list).allows(URI.create(address))).isEqualTo(allowed);
  }

  @Test
  void withoutTlsOnlyListedHostsAreSpokenTo() {
    Reach reach = new Reach(Set.of("127.0.0.1:8080"), Optional.empty());
    SourceUri asked = new SourceUri.Web(URI.create("https://a.example/m?signature=" + SECRET));
    assertThatCode(() -> reach.require(asked, URI.create("http://127.0.0.1:8080/x")))
        .doesNotThrowAnyException();
    RefusedException e =
        catchThrowableOfType(
            RefusedException.class,
            () -> reach.require(asked, URI.create("http://b.example/x?t=" + SECRET)));
    assertThat(e.refusal().reason()).isEqualTo(Reason.HostNotAllowed);
    assertThat(e.getMessage()).contains("b.example").doesNotContain(SECRET);
  }

  @Test
  void aMountedSecretIsReadAndNeverShown(@TempDir Path folder) throws Exception {
    Path data = Files.createDirectory(folder.resolve("..data"));
    Files.writeString(data.resolve("token"), SECRET + "\n");
    Files.writeString(data.resolve("allowed-hosts"), "models.example\n");
    // as a kubelet mounts it
    Files.createSymbolicLink(folder.resolve("token"), Path.of("..data/token"));
    Files.createSymbolicLink(folder.resolve("allowed-hosts"), Path.of("..data/allowed-hosts"));
    Credentials credentials = Credentials.read(folder, null);
    assertThat(credentials.authorization()).contains("Bearer " + SECRET);
    assertThat(credentials.hosts().allows(URI.create("https://models.example"))).isTrue();
    assertThat(credentials.toString()).doesNotContain(SECRET);
    assertThat(Credentials.read(folder, "other.example").hosts())
        .isEqualTo(AllowedHosts.parse("other.example"));
  }
}
