package dev.atoll.oci.signature;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atoll.oci.Digest;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import dev.atoll.oci.Repository;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simple signing payload and a signature over its bytes, both of any origin.
 *
 * @param payload JSON, as it was signed
 * @param signature base64
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedPayload(byte[] payload, String signature) {
  private static final String TYPE = "cosign container image signature";
  private static final String NAMESPACE = "dev.atoll.namespace";
  private static final String MODEL = "dev.atoll.model";
  private static final String KEY = "dev.atoll.artifact-key";

  @JsonPropertyOrder({"critical", "optional"})
  private record Payload(
      @Nullable Critical critical, @Nullable Map<String, @Nullable JsonNode> optional) {}

  @JsonPropertyOrder({"identity", "image", "type"})
  private record Critical(
      @Nullable Identity identity, @Nullable Image image, @Nullable String type) {}

  private record Identity(@JsonProperty("docker-reference") @Nullable String reference) {}

  private record Image(@JsonProperty("docker-manifest-digest") @Nullable Digest digest) {}

  /** Signs the claims; equal claims give an equal payload. */
  static SignedPayload of(Claims c, Repository repository, SigningKey key) {
    var optional = new TreeMap<String, String>();
    optional.put(NAMESPACE, c.namespace());
    optional.put(MODEL, c.model());
    optional.put(KEY, c.artifactKey());
    var critical = new Critical(new Identity(repository.toString()), new Image(c.digest()), TYPE);
    var whole = new LinkedHashMap<String, Object>();
    whole.put("critical", critical);
    whole.put("optional", optional);
    byte[] payload = Json.write(whole);
    return new SignedPayload(payload, Base64.getEncoder().encodeToString(key.sign(payload)));
  }

  /** What it claims, when one of the keys signed it; what nobody trusted signed claims nothing. */
  Optional<Claims> trusted(TrustedKeys keys) {
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      // No base64, so no signature.
      return Optional.empty();
    }
    return keys.signed(payload, raw) ? claims() : Optional.empty();
  }

  private Optional<Claims> claims() {
    Payload p;
    try {
      p = Json.read(payload, Payload.class, "the signed payload");
    } catch (OciException e) {
      // Signed, but for another purpose.
      return Optional.empty();
    }
    Critical critical = p.critical();
    Image image = critical == null ? null : critical.image();
    Digest digest = image == null ? null : image.digest();
    if (critical == null || digest == null || !TYPE.equals(critical.type())) {
      return Optional.empty();
    }
    return Optional.of(new Claims(digest, text(p, NAMESPACE), text(p, MODEL), text(p, KEY)));
  }

  /** An absent claim is the empty string, which nothing expects. */
  private static String text(Payload p, String claim) {
    JsonNode value = p.optional() == null ? null : p.optional().get(claim);
    return value == null || !value.isTextual() ? "" : value.asText();
  }
}
