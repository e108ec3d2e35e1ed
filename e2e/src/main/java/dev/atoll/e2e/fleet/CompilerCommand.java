package dev.atoll.e2e.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the packaged compiler is started on a developer's machine. */
public final class CompilerCommand {
  private CompilerCommand() {}

  /**
   * The command without the compiler's own arguments. It names the cache of loaded classes that
   * {@code build/compiler-cache} makes, when there is one of these jars. What the JVM says of it
   * must not get in between the stages on the standard output.
   *
   * @param checkout where the compiler was packaged
   */
  public static List<String> in(Path checkout) {
    var target = checkout.resolve("compiler/target");
    var jar = target.resolve("atoll-compiler.jar");
    var cache = target.resolve("compiler.aot");
    var command = new ArrayList<String>();
    command.add(OperatorProcess.java());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    if (madeOf(jar, target.resolve("lib"), cache)) command.add("-XX:AOTCache=" + cache);
    command.addAll(List.of("-jar", jar.toString()));
    return List.copyOf(command);
  }

  /** The JVM would run the old classes out of the cache of a jar that was made again. */
  private static boolean madeOf(Path jar, Path lib, Path cache) {
    if (!Files.isRegularFile(cache) || !Files.isDirectory(lib)) return false;
    try (var libraries = Files.list(lib)) {
      var made = Files.getLastModifiedTime(cache);
      for (var each : Stream.concat(Stream.of(jar), libraries).toList())
        if (Files.getLastModifiedTime(each).compareTo(made) >= 0) return false;
      return true;
    } catch (IOException _) {
      return false; // a jar went while it was looked at
    }
  }
}
