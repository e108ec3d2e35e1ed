package dev.atoll.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AmountTest {
  @Test
  void aShareMeansAtLeastOneDevice() {
    assertThat(Amount.parse("10%").asSize(6)).isEqualTo(1);
    assertThat(Amount.parse("10%").asSize(11)).isEqualTo(2);
    assertThat(Amount.parse("5%").asLimit(6)).isEqualTo(1);
    assertThat(Amount.parse("5%").asLimit(59)).isEqualTo(2);
    assertThat(Amount.parse("0%").asLimit(100)).isEqualTo(1);
  }

  @Test
  void aSizeNeverExceedsWhatIsThere() {
    assertThat(Amount.parse("7").asSize(3)).isEqualTo(3);
    assertThat(Amount.parse("50%").asSize(0)).isZero();
  }

  @Test
  void nonsenseIsRefusedWithASentence() {
    for (var text : new String[] {"", "%", "-1", "101%", "ten"})
      assertThatThrownBy(() -> Amount.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Amount.parse("ten")).hasMessageContaining("neither a count");
  }
}
