package dev.atoll.operator.signing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.api.v1alpha1.ModelRevisionSpec;
import dev.atoll.api.v1alpha1.ModelRevisionStatus.Inputs;

/** The least that a revision says. */
final class SigningSpecs {
  static final Inputs INPUTS = new Inputs("sha256:" + "0".repeat(64), null, null);

  private SigningSpecs() {}

  static ModelRevisionSpec of(String model) {
    try {
      return new ObjectMapper()
          .readValue(
              "{\"model\":\"%s\",\"source\":{\"savedModel\":{\"uri\":\"s3://m\"}}}"
                  .formatted(model),
              ModelRevisionSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
