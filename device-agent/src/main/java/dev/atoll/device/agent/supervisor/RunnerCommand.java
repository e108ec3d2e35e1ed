package dev.atoll.device.agent.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a runner is started.
 *
 * @param java the java binary
 * @param classPath of the runner
 * @param directory for crash reports
 */
public record RunnerCommand(Path java, String classPath, Path directory) {
  private static final String MAIN = "dev.atoll.device.runner.Main";

  /** The same Java and class path as this process. */
  public static RunnerCommand likeThisProcess(Path directory) {
    return new RunnerCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        directory);
  }

  /** The words of the command. */
  List<String> words(Path socket) {
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx48m",
            "-Xss256k",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-Xshare:auto",
            // A crash and an exception may end with the same exit code: the file tells them apart.
            "-XX:ErrorFile=" + directory.resolve("crash-%p.log"),
            "-XX:-CreateCoredumpOnCrash",
            // JavaCPP would else limit the process to four times Xmx.
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "--enable-native-access=ALL-UNNAMED"));
    String natives = System.getProperty("atoll.natives");
    if (natives != null) {
      // A read-only root has no place to unpack to: the libraries lie in the image.
      words.add("-Djava.library.path=" + natives);
      words.add("-Dorg.bytedeco.javacpp.pathsFirst=true");
    }
    words.addAll(List.of("-cp", classPath, MAIN, socket.toString()));
    return words;
  }
}
