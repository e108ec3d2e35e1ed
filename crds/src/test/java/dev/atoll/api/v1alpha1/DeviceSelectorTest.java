package dev.atoll.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.api.v1alpha1.DeviceSelector.Operator;
import dev.atoll.api.v1alpha1.DeviceSelector.Requirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceSelectorTest {
  private static final Map<String, String> HARBOUR = Map.of("site", "harbour", "camera", "");

  @Test
  void anEmptySelectorSelectsEveryDevice() {
    assertThat(new DeviceSelector(null, null).matches(HARBOUR)).isTrue();
    assertThat(new DeviceSelector(null, null).matches(Map.of())).isTrue();
  }

  @Test
  void labelsMatchExactly() {
    assertThat(new DeviceSelector(Map.of("site", "harbour"), null).matches(HARBOUR)).isTrue();
    assertThat(new DeviceSelector(Map.of("site", "hill"), null).matches(HARBOUR)).isFalse();
    assertThat(new DeviceSelector(Map.of("rack", "1"), null).matches(HARBOUR)).isFalse();
  }

  @Test
  void operatorsMeanWhatTheyMeanInKubernetes() {
    assertThat(matches("site", Operator.In, "hill", "harbour")).isTrue();
    assertThat(matches("rack", Operator.In, "1")).isFalse();
    assertThat(matches("site", Operator.NotIn, "hill")).isTrue();
    assertThat(matches("rack", Operator.NotIn, "1")).as("an absent label is not in").isTrue();
    assertThat(matches("site", Operator.NotIn, "harbour")).isFalse();
    assertThat(matches("camera", Operator.Exists)).isTrue();
    assertThat(matches("rack", Operator.Exists)).isFalse();
    assertThat(matches("rack", Operator.DoesNotExist)).isTrue();
    assertThat(matches("camera", Operator.DoesNotExist)).isFalse();
  }

  private static boolean matches(String key, Operator operator, String... values) {
    var requirement = new Requirement(key, operator, List.of(values));
    return new DeviceSelector(null, List.of(requirement)).matches(HARBOUR);
  }
}
