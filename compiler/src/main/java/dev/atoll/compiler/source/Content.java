package dev.atoll.compiler.source;

import dev.atoll.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What was fetched.
 *
 * @param path the local file or folder
 * @param digest of the content, see {@link #digestOf}; of a single file, of its bytes
 * @param bytes of all files together
 */
public record Content(Path path, Digest digest, int files, long bytes) {
  /** A fetched file of a folder, its path relative and with slashes. */
  public record File(String path, long size, Digest digest) {}

  /**
   * The digest of a folder: SHA-256 over one line per file, {@code path TAB size TAB sha256-in-hex
   * LF} in UTF-8, sorted by the bytes of the path. In a shell, within the folder:
   *
   * <pre>{@code
   * find . -type f -printf '%P\n' | LC_ALL=C sort | while IFS= read -r f; do
   *   printf '%s\t%s\t%s\n' "$f" "$(stat -c %s "$f")" "$(sha256sum <"$f" | cut -d' ' -f1)"
   * done | sha256sum
   * }</pre>
   */
  public static Digest digestOf(List<File> files) {
    StringBuilder lines = new StringBuilder();
    files.stream()
        .sorted(Comparator.comparing(f -> utf8(f.path()), Arrays::compareUnsigned))
        .forEach(f ->
            lines
                .append(f.path())
                .append('\t')
                .append(f.size())
                .append('\t')
                .append(f.digest().hex())
                .append('\n'));
    return Digest.of(utf8(lines.toString()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
