package dev.atoll.operator.revision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** The credentials of one compile as files that only this user reads, for as long as it runs. */
record CredentialFiles(Path folder) {

  /** Writes them; returns what the compiler's environment says of them. */
  Map<String, String> write(SourceSecrets.SourceSecret secret) throws IOException {
    delete();
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (var file : secret.files().entrySet())
      Files.write(
          // keys of a Secret hold no slash, and none is "..": the API server sees to it
          folder.resolve(file.getKey()), file.getValue(), StandardOpenOption.CREATE_NEW);
    var environment = new HashMap<String, String>();
    environment.put("ATOLL_CREDENTIALS", folder.toString());
    secret.allowedHosts().ifPresent(hosts -> environment.put("ATOLL_ALLOWED_HOSTS", hosts));
    return environment;
  }

  void delete() throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) Files.delete(file);
    }
    Files.delete(folder);
  }
}
