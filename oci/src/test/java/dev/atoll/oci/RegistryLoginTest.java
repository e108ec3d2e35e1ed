package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.CredentialSource.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginTest {
  @TempDir Path folder;

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve(".dockerconfigjson"), content);
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
    assertThat(login.credentials("registry.example:5000"))
        .contains(new Credentials("robot", "pass:word"));
    assertThat(login.credentials("old.example")).contains(new Credentials("u", "p"));
    assertThat(login.credentials("registry.example")).isEmpty();
    assertThat(login.credentials("example:5000")).isEmpty();
  }

  @Test
  void withoutAFileNobodyIsKnown() throws Exception {
    assertThat(RegistryLogin.of(null).credentials("registry.example")).isEmpty();
  }

  @Test
  void brokenEntriesAreNoCredentialsAndABrokenFileIsAnError() throws Exception {
    var login = RegistryLogin.of(file("{\"auths\": {\"a\": {\"auth\": \"%%\"}, \"b\": {}}}"));
    assertThat(login.credentials("a")).isEmpty();
    assertThat(login.credentials("b")).isEmpty();
    assertThatThrownBy(() -> RegistryLogin.of(file("no json"))).isInstanceOf(OciException.class);
  }
}
