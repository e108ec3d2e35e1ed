package dev.atoll.compiler.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Json;
import dev.atoll.oci.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Authorization header for Google's stores: a token that the Secret holds, or one that the key
 * of a service account is exchanged for (RFC 7523).
 */
final class GsToken {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration EARLY = Duration.ofMinutes(1);
  private static final int MAX_ANSWER = 64 * 1024;

  private final Http google;
  private final Http http;
  private final Optional<Credentials> credentials;
  private final InstantSource clock;
  private @Nullable String header;
  private Instant expires = Instant.MIN;

  /**
   * Not asked for yet.
   *
   * @param google reaches Google's own token service, which needs no mention in the Secret
   * @param http reaches every other one
   */
  GsToken(Http google, Http http, Optional<Credentials> credentials, InstantSource clock) {
    this.google = google;
    this.http = http;
    this.credentials = credentials;
    this.clock = clock;
  }

  /** The key file, as Google's console writes it. */
  record ServiceAccount(
      @JsonProperty(required = true) String client_email,
      @JsonProperty(required = true) String private_key,
      @Nullable String private_key_id,
      @Nullable String token_uri) {
    @Override
    public String toString() {
      return "ServiceAccount[hidden]";
    }
  }

  /** What the token service answers. */
  record Token(@JsonProperty(required = true) String access_token, long expires_in) {
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** The header's value; null for anonymous access. */
  synchronized @Nullable String header(SourceUri asked) throws RefusedException, IOException {
    Optional<String> key = credentials.flatMap(Credentials::serviceAccount);
    if (key.isEmpty()) {
      return credentials.flatMap(c -> c.value("token")).map(t -> "Bearer " + t).orElse(null);
    }
    if (header == null || !clock.instant().isBefore(expires)) {
      Token token = exchanged(asked, account(key.get()));
      header = "Bearer " + token.access_token();
      expires = clock.instant().plusSeconds(token.expires_in()).minus(EARLY);
    }
    return header;
  }

  private Token exchanged(SourceUri asked, ServiceAccount account)
      throws RefusedException, IOException {
    URI service = service(account);
    Http way = service.equals(GOOGLE) ? google : http;
    String form =
        "grant_type="
            + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
            + "&assertion="
            + assertion(account, service);
    try (Http.Answer answer = way.post(asked, service, form);
        InputStream body = answer.body()) {
      return Json.read(body.readNBytes(MAX_ANSWER), Token.class, "the answer");
    } catch (OciException e) {
      throw new Trouble.Passing("the token service's answer cannot be understood");
    }
  }

  private static URI service(ServiceAccount account) throws RefusedException {
    try {
      return account.token_uri() == null ? GOOGLE : URI.create(account.token_uri());
    } catch (IllegalArgumentException e) {
      throw unusable();
    }
  }

  private String assertion(ServiceAccount account, URI service) throws RefusedException {
    Map<String, Object> head = new TreeMap<>(Map.of("alg", "RS256", "typ", "JWT"));
    if (account.private_key_id() != null) {
      head.put("kid", account.private_key_id());
    }
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims =
        Map.of(
            "iss",
            account.client_email(),
            "scope",
            SCOPE,
            "aud",
            service.toString(),
            "iat",
            now,
            "exp",
            now + LIFETIME.toSeconds());
    String signed = base64(Json.write(head)) + "." + base64(Json.write(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key(account.private_key()));
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable();
    }
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    String bare = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(bare)));
  }

  private static ServiceAccount account(String json) throws RefusedException {
    try {
      return Json.read(json.getBytes(StandardCharsets.UTF_8), ServiceAccount.class, "the key file");
    } catch (OciException e) {
      throw unusable();
    }
  }

  /** Without a cause: that would quote the key. */
  private static RefusedException unusable() {
    return new RefusedException(
        Reason.AccessDenied,
        "the key serviceAccount.json of the credentials' Secret is no key file of a Google service"
            + " account: store the file as the console gives it");
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
