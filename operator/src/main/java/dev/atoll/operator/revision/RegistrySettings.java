package dev.atoll.operator.revision;

/**
 * @param prefix registry and path below which each namespace has a repository, for example {@code
 *     registry.example/atoll}
 * @param plainHttp whether to speak http to it
 */
public record RegistrySettings(String prefix, boolean plainHttp) {
  public String repository(String namespace) {
    return prefix + "/" + namespace;
  }
}
