package dev.atoll.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelKeyTest {
  @Test
  void keyNamesItsModel() {
    assertThat(ModelKey.resource(ModelKey.of("vision", "digits")))
        .contains(new ResourceID("digits", "vision"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "digits", ".digits", "vision.", ".", "a.b.c"})
  void malformedKeyNamesNothing(String key) {
    assertThat(ModelKey.resource(key)).isEmpty();
  }
}
