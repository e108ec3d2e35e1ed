package dev.atoll.compiler.source;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.RefusedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where something lies. Its text form never holds credentials. */
public sealed interface SourceUri {
  /** An object, or a folder of objects, in a bucket; {@code key} has no slash at either end. */
  record S3(String bucket, String key) implements SourceUri {
    @Override
    public String toString() {
      return "s3://" + bucket + "/" + key;
    }
  }

  /** A file or folder on this machine. */
  record File(Path path) implements SourceUri {
    @Override
    public String toString() {
      return "file://" + path;
    }
  }

  /** Names of buckets, and of nothing else: no user info, no port. */
  Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");

  /** Reads {@code s3://bucket/key} or {@code file:///path}. */
  static SourceUri parse(String text) throws RefusedException {
    if (text.startsWith("s3://")) {
      return s3(text);
    }
    if (text.startsWith("file:///")) {
      try {
        return new File(Path.of(text.substring("file://".length())).normalize());
      } catch (InvalidPathException e) {
        throw unsupported(text, "it is no path");
      }
    }
    throw unsupported(text, "known are s3://bucket/key and, for development, file:///path");
  }

  private static SourceUri s3(String text) throws RefusedException {
    String rest = text.substring("s3://".length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String key = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
    if (!BUCKET.matcher(bucket).matches()) {
      throw unsupported(text, "it has no valid bucket name; credentials belong into a Secret");
    }
    if (key.isEmpty() || key.startsWith("/") || key.indexOf('?') >= 0 || key.indexOf('#') >= 0) {
      throw unsupported(text, "it is written s3://bucket/key, without query or fragment");
    }
    return new S3(bucket, key);
  }

  private static RefusedException unsupported(String text, String why) {
    return new RefusedException(
        Reason.UnsupportedSource, "the URI " + masked(text) + " cannot be used: " + why);
  }

  /** Any text that should be a URI, without user info, query and fragment, at most 200 long. */
  static String masked(String text) {
    String bare = text.replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@");
    String printable = bare.replaceAll("\\p{Cntrl}", "�");
    return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
  }
}
