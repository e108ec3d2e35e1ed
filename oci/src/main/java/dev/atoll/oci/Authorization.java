package dev.atoll.oci;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers Basic and Bearer challenges and remembers the answer per repository and access. */
final class Authorization {
  private static final int MAX_TOKEN_BODY = 64 * 1024;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final Http http;
  private final CredentialSource credentials;
  private final Map<String, String> headers = new ConcurrentHashMap<>();

  Authorization(Http http, CredentialSource credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /** What a token service answers; older ones call it token, newer ones access_token. */
  record Token(@Nullable String token, @Nullable String access_token) {}

  Optional<String> header(Repository repository, Session.Access access) {
    return Optional.ofNullable(headers.get(key(repository, access)));
  }

  /** True when the challenge was answered and the request is worth a repetition. */
  boolean answer(Repository repository, Session.Access access, String challenge)
      throws OciException, InterruptedException {
    Optional<String> basic = credentials.credentials(repository).map(Authorization::basic);
    Optional<String> header =
        challenge.regionMatches(true, 0, "Bearer ", 0, 7)
            ? bearer(repository, access, challenge, basic)
            : challenge.regionMatches(true, 0, "Basic", 0, 5) ? basic : Optional.empty();
    if (header.isEmpty()) {
      return false;
    }
    // A repetition with the same header would be refused again.
    return !header.get().equals(headers.put(key(repository, access), header.get()));
  }

  private Optional<String> bearer(
      Repository repository, Session.Access access, String challenge, Optional<String> basic)
      throws OciException, InterruptedException {
    Map<String, String> parameters = new ConcurrentHashMap<>();
    for (Matcher m = PARAMETER.matcher(challenge); m.find(); ) {
      parameters.put(m.group(1), m.group(2));
    }
    String realm = parameters.getOrDefault("realm", "");
    URI service = Session.resolve(http.uri(repository.host(), ""), realm);
    if (realm.isEmpty() || !http.allowed(service)) {
      throw new OciException(
          OciException.Reason.Unauthorized,
          "the registry sends us for a token to " + Shown.text(realm) + ", which is not allowed",
          false);
    }
    String query =
        "service="
            + URLEncoder.encode(parameters.getOrDefault("service", ""), StandardCharsets.UTF_8)
            + "&scope="
            + URLEncoder.encode(
                "repository:" + repository.name() + ":" + access.actions, StandardCharsets.UTF_8);
    HttpRequest.Builder request = HttpRequest.newBuilder(Session.withQuery(service, query));
    basic.ifPresent(b -> request.setHeader("Authorization", b));
    Answer.Collected collected = new Answer.Collected(MAX_TOKEN_BODY);
    HttpResponse<?> response = http.send(request, "GET", BodyPublishers.noBody(), collected::begin);
    Answer answer = Answer.of(response, collected);
    if (answer.status() != 200) {
      throw answer.failure("asking " + service.getAuthority() + " for a token");
    }
    Token token = Json.read(answer.body(), Token.class, "the answer of the token service");
    String value = token.token() != null ? token.token() : token.access_token();
    return value == null ? Optional.empty() : Optional.of("Bearer " + value);
  }

  private static String basic(CredentialSource.Credentials c) {
    byte[] pair = (c.user() + ":" + c.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String key(Repository repository, Session.Access access) {
    return repository + " " + access;
  }
}
