package dev.atoll.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.compiler.outcome.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUriTest {
  @Test
  void readsBucketAndKey() throws RefusedException {
    assertThat(SourceUri.parse("s3://models/digits/2/"))
        .isEqualTo(new SourceUri.S3("models", "digits/2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "digits",
        "s3:/models/x",
        "s3://",
        "s3://models",
        "s3://models/",
        "s3://models//x",
        "s3://key:hunter2@models/x",
        "s3://models/x?token=hunter2",
        "https://user:hunter2@example.org/x?sig=hunter2",
        "file://host/x",
        "ftp://hunter2@x/y"
      })
  void refusesWhatItCannotReadAndShowsNoSecret(String text) {
    assertThatThrownBy(() -> SourceUri.parse(text))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be used")
        .hasMessageNotContaining("hunter2");
  }
}
