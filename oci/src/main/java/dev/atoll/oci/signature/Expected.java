package dev.atoll.oci.signature;

import dev.atoll.oci.Digest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a signature must say to be of use.
 *
 * @param model null when any model of the namespace will do
 */
public record Expected(
    Digest digest, String namespace, @Nullable String model, String artifactKey) {
  /** Exactly these claims. */
  public static Expected of(Claims c) {
    return new Expected(c.digest(), c.namespace(), c.model(), c.artifactKey());
  }

  boolean metBy(Claims c) {
    return digest.equals(c.digest())
        && namespace.equals(c.namespace())
        && (model == null || model.equals(c.model()))
        && artifactKey.equals(c.artifactKey());
  }

  /** What is wrong with these signatures, as a sentence; empty when one of them is as expected. */
  public Optional<String> problem(List<SignedPayload> signatures, TrustedKeys keys) {
    if (signatures.isEmpty()) {
      return Optional.of("no signature of " + digest + " is in the registry");
    }
    List<Claims> trusted =
        signatures.stream().flatMap(s -> s.trusted(keys).stream()).distinct().toList();
    if (trusted.stream().anyMatch(this::metBy)) {
      return Optional.empty();
    }
    if (trusted.isEmpty()) {
      return Optional.of(
          "none of the %d signatures of %s is by a trusted key"
              .formatted(signatures.size(), digest));
    }
    Claims one = trusted.getFirst();
    return Optional.of(
        "what is signed is %s of %s.%s with artifact key %.12s…, not %s of %s.%s with %.12s…"
            .formatted(
                one.digest(),
                shown(one.namespace()),
                shown(one.model()),
                shown(one.artifactKey()),
                digest,
                namespace,
                model == null ? "*" : model,
                artifactKey));
  }

  private static String shown(String claim) {
    return claim.isEmpty() ? "nothing" : claim.replaceAll("[^a-zA-Z0-9.-]", "?");
  }
}
