package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import dev.atoll.oci.Reference;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where something lies. Its text form never holds credentials. */
public sealed interface SourceUri {
  /** An object, or a folder of objects, in a bucket; {@code key} has no slash at either end. */
  record S3(String bucket, String key) implements SourceUri {
    @Override
    public String toString() {
      return "s3://" + bucket + "/" + key;
    }

    @Override
    public String name() {
      return last(key);
    }
  }

  /** The same of Google Cloud Storage. */
  record Gs(String bucket, String key) implements SourceUri {
    @Override
    public String toString() {
      return "gs://" + bucket + "/" + key;
    }

    @Override
    public String name() {
      return last(key);
    }
  }

  /** A file behind https, or http where that is allowed. The query may sign it and is hidden. */
  record Web(URI uri) implements SourceUri {
    @Override
    public String toString() {
      return masked(uri.toString());
    }

    @Override
    public String name() {
      return last(uri.getPath());
    }
  }

  /**
   * An artifact in a registry, its layers taken for files.
   *
   * @param path of the file or folder within it; empty for all of it
   */
  record Oci(Reference reference, String path) implements SourceUri {
    @Override
    public String toString() {
      return "oci://" + reference + (path.isEmpty() ? "" : "#" + path);
    }

    @Override
    public String name() {
      return last(path);
    }
  }

  /** A file or folder on this machine. */
  record File(Path path) implements SourceUri {
    @Override
    public String toString() {
      return "file://" + path;
    }

    @Override
    public String name() {
      return last(path.toString());
    }
  }

  /** The last part of its path; may be empty. */
  String name();

  /** Whether its name is that of an archive, which stands for the folder within it. */
  default boolean namesArchive() {
    return archive(name());
  }

  /** Whether a file of this name is taken for an archive. */
  static boolean archive(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(".zip", ".tar", ".tar.gz", ".tgz").anyMatch(lower::endsWith);
  }

  /** Names of buckets, and of nothing else: no user info, no port. */
  Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");

  /** Reads an address of a kind of store that Atoll knows. */
  static SourceUri parse(String text) throws RefusedException {
    int colon = text.indexOf("://");
    String rest = colon < 0 ? "" : text.substring(colon + 3);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "s3" -> {
        String[] at = bucketAndKey(text, rest);
        yield new S3(at[0], at[1]);
      }
      case "gs" -> {
        String[] at = bucketAndKey(text, rest);
        yield new Gs(at[0], at[1]);
      }
      case "https", "http" -> web(text);
      case "oci" -> oci(text, rest);
      case "file" -> file(text, rest);
      default ->
          throw unsupported(
              text,
              "known are s3://bucket/key, gs://bucket/key, https://host/path,"
                  + " oci://host/repository@sha256:… and, for development, file:///path");
    };
  }

  private static String[] bucketAndKey(String text, String rest) throws RefusedException {
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String key = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
    if (!BUCKET.matcher(bucket).matches()) {
      throw unsupported(text, "it has no valid bucket name; credentials belong into a Secret");
    }
    if (key.isEmpty() || key.startsWith("/") || key.indexOf('?') >= 0 || key.indexOf('#') >= 0) {
      throw unsupported(
          text, "it is written s3://bucket/key or gs://bucket/key, without query or fragment");
    }
    return new String[] {bucket, key};
  }

  private static SourceUri web(String text) throws RefusedException {
    try {
      URI uri = new URI(text);
      if (uri.getRawUserInfo() != null) {
        throw unsupported(text, "credentials belong into a Secret, not into an address");
      }
      if (uri.getHost() == null || uri.getPath().length() < 2 || uri.getRawFragment() != null) {
        throw unsupported(text, "it is written https://host/path, without fragment");
      }
      return new Web(uri);
    } catch (URISyntaxException e) {
      throw unsupported(text, "it is no URI; encode spaces and other special characters");
    }
  }

  private static SourceUri oci(String text, String rest) throws RefusedException {
    int fragment = rest.indexOf('#');
    String path = fragment < 0 ? "" : rest.substring(fragment + 1).replaceAll("^/+|/+$", "");
    String reference = (fragment < 0 ? rest : rest.substring(0, fragment)).replaceAll("/+$", "");
    try {
      return new Oci(Reference.parse(reference), path);
    } catch (IllegalArgumentException e) {
      throw unsupported(
          text,
          "it is written oci://host/repository@sha256:… or oci://host/repository:tag, and #path for"
              + " one file of several");
    }
  }

  private static SourceUri file(String text, String rest) throws RefusedException {
    try {
      if (rest.startsWith("/")) {
        return new File(Path.of(rest).normalize());
      }
    } catch (InvalidPathException e) {
      throw unsupported(text, "it is no path");
    }
    throw unsupported(text, "it is written file:///path");
  }

  private static RefusedException unsupported(String text, String why) {
    return new RefusedException(
        Reason.UnsupportedSource, "the URI " + masked(text) + " cannot be used: " + why);
  }

  private static String last(String path) {
    String bare = path.replaceAll("/+$", "");
    return bare.substring(bare.lastIndexOf('/') + 1);
  }

  /** Any text that should be a URI, without user info, query and fragment, at most 200 long. */
  static String masked(String text) {
    String bare = text.replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@");
    String printable = bare.replaceAll("\\p{Cntrl}", "�");
    return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
  }
}
