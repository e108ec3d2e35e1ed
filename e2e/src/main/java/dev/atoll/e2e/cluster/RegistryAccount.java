package dev.atoll.e2e.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who may use the cluster's guarded registry. It guards nothing that is worth a secret. */
public final class RegistryAccount {
  /** Name of the account. */
  public static final String USER = "atoll";

  /** Its password. */
  public static final String PASSWORD = "let-the-test-in";

  /** As the registry wants it: with bcrypt, which Java has not. */
  static final String HTPASSWD =
      USER + ":$2b$05$abcdefghijklmnopqrstuumy/b3N8B5nNtxx6Yp.445Jxr7Yy.tbK";

  private RegistryAccount() {}

  /**
   * What a Secret of type kubernetes.io/dockerconfigjson holds.
   *
   * @param registry as clients call it
   */
  public static String dockerConfig(String registry) {
    var pair = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
        .formatted(registry, Base64.getEncoder().encodeToString(pair));
  }
}
