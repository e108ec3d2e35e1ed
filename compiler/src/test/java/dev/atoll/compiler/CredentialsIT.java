package dev.atoll.compiler;

import static dev.atoll.compiler.Fetches.fetched;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.stores.GsStore;
import dev.atoll.compiler.stores.OciStore;
import dev.atoll.compiler.stores.S3Store;
import dev.atoll.compiler.stores.Stores;
import dev.atoll.compiler.stores.WebStore;
import dev.atoll.oci.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where credentials go, and where they never do; each server is a real one. */
class CredentialsIT {
  private static final Map<String, String> BASIC =
      Map.of("username", "atoll", "password", WebStore.PASSWORD);
  private static final byte[] MODEL = "TFL3 model".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path servers;
  private static Stores stores;
  private static WebStore web;
  private static GsStore gs;
  private static OciStore oci;

  @TempDir Path folder;
  private Fetches fetches;

  @BeforeAll
  static void start() throws Exception {
    stores = new Stores(servers);
    web = stores.web();
    gs = stores.gs();
    oci = stores.oci();
    web.file("m.tflite", MODEL);
  }

  @AfterAll
  static void stop() {
    stores.close();
  }

  @BeforeEach
  void prepare() {
    fetches = new Fetches(folder);
  }

  private Reason refused(String path, Map<String, String> environment) throws Exception {
    return fetches.refusal(web.address(path), environment).reason();
  }

  private void fetches(String path, Map<String, String> environment) throws Exception {
    assertThat(fetched(fetches.file(web.address(path), environment)).model().path())
        .hasBinaryContent(MODEL);
  }

  private Map<String, String> basic(String hosts) throws Exception {
    return fetches.with(web.environment(), BASIC, hosts);
  }

  @Test
  void aWebServerAsksForNameAndPassword() throws Exception {
    fetches("private/m.tflite", basic("127.0.0.1:" + web.port()));
    assertThat(refused("private/m.tflite", web.environment())).isEqualTo(Reason.AccessDenied);
    Map<String, String> wrong =
        fetches.with(
            web.environment(), Map.of("username", "atoll", "password", "wrong"), "127.0.0.1");
    assertThat(refused("private/m.tflite", wrong)).isEqualTo(Reason.AccessDenied);
  }

  @Test
  void aWebServerAsksForAToken() throws Exception {
    fetches(
        "bearer/m.tflite",
        fetches.with(web.environment(), Map.of("token", WebStore.TOKEN + "\n"), "127.0.0.1"));
    assertThat(refused("bearer/m.tflite", basic("127.0.0.1"))).isEqualTo(Reason.AccessDenied);
  }

  @Test
  void aHostThatTheSecretDoesNotNameIsNotSpokenTo() throws Exception {
    int before = web.seen().size();
    for (String hosts : List.of("", "models.example", "127.0.0.1:1", "localhost")) {
      Refusal refusal = fetches.refusal(web.address("m.tflite"), basic(hosts));
      assertThat(refusal.reason()).isEqualTo(Reason.HostNotAllowed);
      assertThat(refusal.message()).contains("127.0.0.1", "atoll.dev/allowed-hosts");
    }
    assertThat(web.seen()).hasSize(before);
  }

  @Test
  void redirectsAreFollowedAFewTimes() throws Exception {
    fetches("moved/m.tflite", web.environment());
    assertThat(refused("loop/m.tflite", web.environment())).isEqualTo(Reason.UnsupportedSource);
  }

  /** The redirect leads to the same server by another name. */
  @Test
  void aRedirectLeavesTheAllowedHostsOnlyWhenTheSecretSaysSo() throws Exception {
    int before = web.seen().size();
    assertThat(refused("elsewhere/m.tflite", basic("127.0.0.1"))).isEqualTo(Reason.HostNotAllowed);
    assertThat(since(before)).noneMatch(line -> line.contains(" localhost "));
    Map<String, String> both = basic("127.0.0.1, localhost");
    web.file("elsewhere/m.tflite", MODEL);
    fetches("elsewhere/m.tflite", both);
    // It hears them when it asks, not before.
    assertThat(since(before).stream().filter(l -> l.contains(" localhost ")).findFirst())
        .hasValueSatisfying(l -> assertThat(l).endsWith("auth=-"));
  }

  /** Without a Secret there is nothing to keep. */
  @Test
  void withoutCredentialsARedirectMayLeadAnywhere() throws Exception {
    int before = web.seen().size();
    assertThat(refused("elsewhere/m.tflite", web.environment())).isEqualTo(Reason.AccessDenied);
    assertThat(since(before)).anyMatch(l -> l.contains(" localhost ") && l.endsWith("auth=-"));
  }

  private static List<String> since(int before) throws Exception {
    List<String> all = web.seen();
    return all.subList(before, all.size());
  }

  @Test
  void aRedirectNeverGivesUpTls() throws Exception {
    Map<String, String> plainToo = new HashMap<>(web.environment());
    plainToo.put("ATOLL_PLAIN_HTTP_SOURCES", "127.0.0.1:" + web.plainPort());
    assertThat(refused("plain/m.tflite", plainToo)).isEqualTo(Reason.HostNotAllowed);
  }

  @Test
  void withoutTlsOnlyListedHostsAreSpokenTo() throws Exception {
    web.file("m.tflite", MODEL);
    String plain = "http://127.0.0.1:" + web.plainPort() + "/m.tflite";
    assertThat(fetches.refusal(plain, web.environment()).reason()).isEqualTo(Reason.HostNotAllowed);
    fetched(
        fetches.file(plain, Map.of("ATOLL_PLAIN_HTTP_SOURCES", "127.0.0.1:" + web.plainPort())));
  }

  @Test
  void aServerWhoseCertificateNobodyKnowsIsNotTrusted() throws Exception {
    Refusal refusal = fetches.refusal(web.address("m.tflite"), Map.of());
    assertThat(refusal.reason()).isEqualTo(Reason.SourceUnavailable);
    assertThat(refusal.retryable()).isFalse();
    assertThat(refusal.message()).contains("certificate");
  }

  @Test
  void aServerThatFailsIsTriedAgainLater() throws Exception {
    Refusal refusal = fetches.refusal(web.address("down/m.tflite"), web.environment());
    assertThat(refusal.reason()).isEqualTo(Reason.SourceUnavailable);
    assertThat(refusal.retryable()).isTrue();
    assertThat(refusal.message()).contains("503");
  }

  @Test
  void theS3KeysOfTheSecretGoOnlyToTheAllowedStore() throws Exception {
    S3Store s3 = stores.s3();
    String uri = s3.file("secret.tflite", MODEL);
    Map<String, String> endpoint = Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + s3.port());
    Map<String, String> keys = Map.of("accessKeyId", "atoll", "secretAccessKey", Stores.SECRET);
    fetched(fetches.file(uri, fetches.with(endpoint, keys, "127.0.0.1:" + s3.port())));
    assertThat(fetches.refusal(uri, fetches.with(endpoint, keys, "s3.example")).reason())
        .isEqualTo(Reason.HostNotAllowed);
    // The installation's own keys are not lent to somebody whose Secret has none.
    Map<String, String> own = new HashMap<>(s3.environment());
    assertThat(fetches.refusal(uri, fetches.with(own, Map.of("token", "x"), "127.0.0.1")).reason())
        .isEqualTo(Reason.AccessDenied);
  }

  @Test
  void aGoogleServiceAccountIsExchangedForAToken() throws Exception {
    String uri = gs.file("secret.tflite", MODEL);
    Map<String, String> asked = new HashMap<>(web.environment());
    asked.put("STORAGE_EMULATOR_HOST", "https://127.0.0.1:" + web.port());
    assertThat(fetches.refusal(uri, asked).reason()).isEqualTo(Reason.AccessDenied);
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Map<String, String> account =
        Map.of(
            "serviceAccount.json",
            new String(
                Json.write(
                    Map.of(
                        "type",
                        "service_account",
                        "client_email",
                        "atoll@models.example",
                        "private_key",
                        pem,
                        "token_uri",
                        web.address("token"))),
                StandardCharsets.UTF_8));
    fetched(fetches.file(uri, fetches.with(asked, account, "127.0.0.1")));
    assertThat(
            fetches.refusal(uri, fetches.with(asked, account, "storage.googleapis.com")).reason())
        .isEqualTo(Reason.HostNotAllowed);
    Map<String, String> broken = Map.of("serviceAccount.json", "{\"private_key\":\"secret\"}");
    assertThat(fetches.refusal(uri, fetches.with(asked, broken, "127.0.0.1")))
        .returns(Reason.AccessDenied, Refusal::reason)
        .returns(true, r -> r.message().contains("serviceAccount.json"));
  }

  @Test
  void aRegistryAsksForNameAndPassword() throws Exception {
    String uri = oci.by(web.plainPort(), oci.file("secret.tflite", MODEL));
    Map<String, String> plain =
        Map.of(
            "ATOLL_PLAIN_HTTP_SOURCES", "127.0.0.1:%1$d,localhost:%1$d".formatted(web.plainPort()));
    assertThat(fetches.refusal(uri, plain).reason()).isEqualTo(Reason.AccessDenied);
    fetched(fetches.file(uri, fetches.with(plain, BASIC, "127.0.0.1")));
    assertThat(fetches.refusal(uri, fetches.with(plain, BASIC, "registry.example")).reason())
        .isEqualTo(Reason.HostNotAllowed);
    // Its blobs lie behind a redirect to another host.
    String moved = uri.replace("/sources:", "/moved:");
    assertThat(fetches.refusal(moved, fetches.with(plain, BASIC, "127.0.0.1")).reason())
        .isEqualTo(Reason.HostNotAllowed);
  }

  @Test
  void aRegistryWithoutTlsIsNotSpokenTo() throws Exception {
    assertThat(fetches.refusal(oci.file("plain.tflite", MODEL), Map.of()).reason())
        .isIn(Reason.SourceUnavailable, Reason.HostNotAllowed);
  }
}
