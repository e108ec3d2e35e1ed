package dev.atoll.e2e.fleet;

import java.nio.file.Path;
import java.util.List;

/** How the packaged compiler is started on a developer's machine. */
public final class CompilerCommand {
  private CompilerCommand() {}

  /**
   * The command without the compiler's own arguments. It names the cache of loaded classes that
   * {@code build/compiler-cache} makes; without one the JVM says so on its error output and goes
   * on. What it says must not get in between the stages on the other one.
   *
   * @param checkout where the compiler was packaged
   */
  public static List<String> in(Path checkout) {
    var target = checkout.resolve("compiler/target");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
        "-XX:AOTCache=" + target.resolve("compiler.aot"),
        "-jar",
        target.resolve("atoll-compiler.jar").toString());
  }
}
