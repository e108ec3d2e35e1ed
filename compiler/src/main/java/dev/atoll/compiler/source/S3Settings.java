package dev.atoll.compiler.source;

import dev.atoll.compiler.request.Settings;
import java.util.Optional;

/** Whose keys are used: those of the source's Secret, and only without one the installation's. */
final class S3Settings {
  private S3Settings() {}

  static Settings.S3 with(Settings.S3 settings, Optional<Credentials> credentials) {
    return credentials
        .map(c ->
            new Settings.S3(
                settings.endpoint(), c.value("region").orElse(settings.region()), keys(c)))
        .orElse(settings);
  }

  private static Optional<Settings.Keys> keys(Credentials c) {
    Optional<String> id = c.value("accessKeyId");
    Optional<String> secret = c.value("secretAccessKey");
    return id.isPresent() && secret.isPresent()
        ? Optional.of(
            new Settings.Keys(id.get(), secret.get(), c.value("sessionToken").orElse(null)))
        : Optional.empty();
  }
}
