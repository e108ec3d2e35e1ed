package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects devices by the labels of their Nodes; all requirements must hold, none selects every
 * device.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeviceSelector(
    @JsonPropertyDescription("Labels that the Node must carry with exactly these values.")
        @Nullable Map<String, String> matchLabels,
    @JsonPropertyDescription("Further requirements on labels.") @Size(max = 16)
        @Nullable List<Requirement> matchExpressions) {

  /** One requirement on one label. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value =
          "self.operator in ['In', 'NotIn'] ? has(self.values) && self.values.size() > 0 :"
              + " !has(self.values)",
      message = "In and NotIn need values; Exists and DoesNotExist take none")
  public record Requirement(
      @JsonPropertyDescription("Key of the label.") @Required @Size(min = 1, max = 317) String key,
      @JsonPropertyDescription("How the label is compared.") @Required Operator operator,
      @JsonPropertyDescription("The values to compare with.") @Size(max = 64)
          @Nullable List<String> values) {}

  /** As in Kubernetes label selectors. */
  public enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist
  }

  /** Whether a Node with these labels is selected. */
  public boolean matches(Map<String, String> labels) {
    var exact = matchLabels == null ? Map.<String, String>of() : matchLabels;
    var expressions = matchExpressions == null ? List.<Requirement>of() : matchExpressions;
    return labels.entrySet().containsAll(exact.entrySet())
        && expressions.stream().allMatch(r -> matches(r, labels.get(r.key())));
  }

  private static boolean matches(Requirement requirement, @Nullable String value) {
    var values = requirement.values() == null ? List.<String>of() : requirement.values();
    return switch (requirement.operator()) {
      case In -> value != null && values.contains(value);
      case NotIn -> value == null || !values.contains(value);
      case Exists -> value != null;
      case DoesNotExist -> value == null;
    };
  }
}
