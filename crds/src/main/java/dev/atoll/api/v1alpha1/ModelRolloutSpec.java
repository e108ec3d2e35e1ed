package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From where to where, with the strategy as it was when the run began. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self == oldSelf",
    message = "a ModelRollout never changes; edit the EdgeModel")
public record ModelRolloutSpec(
    @JsonPropertyDescription("Name of the EdgeModel.")
        @Required
        @Pattern(Formats.DNS_LABEL)
        @Size(max = 52)
        String model,
    @JsonPropertyDescription("The stable revision at the start; absent for the first rollout.")
        @Size(max = 63)
        @Nullable String from,
    @JsonPropertyDescription("The revision that is rolled out.") @Required @Size(max = 63)
        String to,
    @JsonPropertyDescription("The EdgeModel's retry when the run began.") @Size(max = 64)
        @Nullable String retry,
    @JsonPropertyDescription("Waves in order.") @Required @Size(min = 1, max = 16) @ListMap("name")
        List<Wave> waves) {}
