package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.CredentialSource.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryLoginTest {
  @TempDir Path folder;

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve(".dockerconfigjson"), content);
  }

  private static Repository at(String host) {
    return new Repository(host, "atoll/vision");
  }

  @Test
  void theLongestPathCountsAndDockerHubHasOtherNames() throws Exception {
    var login =
        RegistryLogin.of(
            file(
                """
                {"auths": {"registry.example": {"username": "all", "password": "p"},
                           "registry.example/atoll": {"username": "ours", "password": "p"},
                           "registry.example/atoll/vis": {"username": "other", "password": "p"},
                           "https://index.docker.io/v1/": {"username": "hub", "password": "p"}}}
                """));
    assertThat(login.credentials(at("registry.example"))).contains(new Credentials("ours", "p"));
    assertThat(login.credentials(new Repository("registry.example", "base")))
        .contains(new Credentials("all", "p"));
    assertThat(login.credentials(at("registry-1.docker.io"))).contains(new Credentials("hub", "p"));
    assertThat(login.credentials(at("1.docker.io"))).isEmpty();
  }

  @Test
  void findsWhatIsForThisHostAndNoOther() throws Exception {
    String auth = Base64.getEncoder().encodeToString("robot:pass:word".getBytes());
    var login =
        RegistryLogin.of(
            file(
                """
                {"auths": {"registry.example:5000": {"auth": "%s"},
                           "https://old.example/v1/": {"username": "u", "password": "p"}},
                 "credsStore": "none"}
                """
                    .formatted(auth)));
    assertThat(login.credentials(at("registry.example:5000")))
        .contains(new Credentials("robot", "pass:word"));
    assertThat(login.credentials(at("old.example"))).contains(new Credentials("u", "p"));
    assertThat(login.credentials(at("registry.example"))).isEmpty();
    assertThat(login.credentials(at("example:5000"))).isEmpty();
  }

  @Test
  void withoutAFileNobodyIsKnown() throws Exception {
    assertThat(RegistryLogin.of(null).credentials(at("registry.example"))).isEmpty();
  }

  @Test
  void aRenewedFileCountsAndABrokenOneDoesNot() throws Exception {
    String form = "{\"auths\": {\"a\": {\"username\": \"u\", \"password\": \"%s\"}}}";
    var login = RegistryLogin.of(file(form.formatted("old")));
    file(form.formatted("new"));
    assertThat(login.credentials(at("a"))).contains(new Credentials("u", "new"));
    file("{\"auths\": {\"a\"");
    assertThat(login.credentials(at("a"))).contains(new Credentials("u", "new"));
    Files.delete(folder.resolve(".dockerconfigjson"));
    assertThat(login.credentials(at("a"))).contains(new Credentials("u", "new"));
  }

  @Test
  void brokenEntriesAreNoCredentialsAndABrokenFileIsAnError() throws Exception {
    var login =
        RegistryLogin.of(file("{\"auths\": {\"a\": {\"auth\": \"%%\"}, \"b\": {}, \"c\": null}}"));
    assertThat(login.credentials(at("a"))).isEmpty();
    assertThat(login.credentials(at("b"))).isEmpty();
    assertThat(login.credentials(at("c"))).isEmpty();
    assertThatThrownBy(() -> RegistryLogin.of(file("no json"))).isInstanceOf(OciException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "{\"auths\": {\"a\": \"user:hunter2\"}}",
        "{\"auths\": \"hunter2\"}",
        "{\"auths\": {\"a\": {\"auth\": hunter2}}}"
      })
  void nothingOfABrokenFileIsTold(String content) {
    assertThatThrownBy(() -> RegistryLogin.of(file(content)))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("docker login")
        .hasNoCause()
        .message()
        .doesNotContain("hunter2");
  }
}
