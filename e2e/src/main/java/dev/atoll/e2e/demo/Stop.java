package dev.atoll.e2e.demo;

import dev.atoll.e2e.cluster.StopMain;
import java.io.IOException;

/** Ends what {@code make demo KEEP=1} left running; logs and data stay where they are. */
public final class Stop {
  private Stop() {}

  public static void main(String[] arguments) throws IOException {
    var kept = RunPlace.kept();
    if (kept.isEmpty()) {
      System.out.println("nothing was left running by make demo KEEP=1");
      return;
    }
    StopMain.main(new String[] {kept.get().toString()});
    RunPlace.forget();
  }
}
