package dev.atoll.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the device shall run; written by the operator, one field manager per model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EdgeDeviceSpec(
    @JsonPropertyDescription("One entry per model.") @Size(max = 32) @ListMap("name")
        @Nullable List<ModelAssignment> models,
    @JsonPropertyDescription("For people: nothing changes on this device while it is set.")
        @Nullable Hold hold) {

  /** Why the device is held. */
  public record Hold(
      @JsonPropertyDescription("Why, for whoever asks.") @Required @Size(min = 1, max = 256)
          String reason) {}
}
