package dev.atoll.device.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Entry point of the runner: {@code Main SOCKET}. Prints {@code ready <version of TensorFlow Lite>}
 * on stdout when it listens, and ends as soon as its stdin does, so that it never outlives its
 * agent.
 */
public final class Main {
  private Main() {}

  /** Runs until stdin ends. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: dev.atoll.device.runner.Main SOCKET");
      System.exit(2);
    }
    Thread.ofPlatform().daemon().name("parent").start(Main::endWithParent);
    dieFirst();
    Accelerator cpu = new CpuAccelerator();
    try (Server server = new Server(Path.of(args[0]), new Models(cpu))) {
      System.out.println("ready " + cpu.runtime());
      System.out.flush();
      server.run();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on this pipe; only its end counts.
      }
    } catch (IOException e) {
      System.err.println("runner: stdin broke: " + e);
    }
    Runtime.getRuntime().halt(0);
  }

  /** When memory is short, the kernel shall end the runner before the agent. */
  private static void dieFirst() {
    try {
      Files.write(Path.of("/proc/self/oom_score_adj"), "500".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      System.err.println("runner: oom_score_adj stays as it is: " + e.getMessage());
    }
  }
}
