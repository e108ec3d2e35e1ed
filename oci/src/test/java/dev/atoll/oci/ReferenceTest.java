package dev.atoll.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  @Test
  void readsRepositoriesTagsAndDigests() {
    Digest d = Digest.of(new byte[] {1});
    assertThat(Reference.parse("127.0.0.1:5000/atoll/vision:key-1"))
        .isEqualTo(new Repository("127.0.0.1:5000", "atoll/vision").tag("key-1"));
    assertThat(Reference.parse("registry.example/a@" + d))
        .isEqualTo(new Repository("registry.example", "a").digest(d));
    assertThat(Repository.parse("[::1]:5000/a").host()).isEqualTo("[::1]:5000");
    assertThat(Repository.parse("localhost/a__b/c-d.e").toString())
        .isEqualTo("localhost/a__b/c-d.e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/b",
        "host:5000",
        "host:5000/",
        "h.x/A",
        "h.x/a//b",
        "h.x/../b",
        "h.x/a/",
        "h.x/-a",
        "h.x:99999/a",
        "h..x/a",
        "user@h.x/a",
        "h.x/a?b",
        "http://h.x/a",
        "h.x/a%2fb",
        "-h.x/a"
      })
  void refusesWhatIsNoRepository(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Repository.parse(text));
  }

  @Test
  void refusesWithoutLongThoughtAVeryLongName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Repository.parse("h.x/" + "a-".repeat(100_000)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Repository.parse("a-".repeat(100_000) + ":1/a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h.x/a",
        "h.x:1/a",
        "h.x/a:",
        "h.x/a:-b",
        "h.x/a@md5:00",
        "h.x/a@sha256:00",
        "h.x/a:b@c"
      })
  void refusesWhatIsNoReference(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse(text));
  }

  @Test
  void messagesShowNoControlCharacters() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Digest.parse("md5:\u001b[31m\n"))
        .withMessageNotContaining("\u001b")
        .withMessageNotContaining("\n");
  }
}
