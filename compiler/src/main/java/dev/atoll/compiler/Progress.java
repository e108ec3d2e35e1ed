package dev.atoll.compiler;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A line {@code stage: NAME} when a stage begins, once each. */
final class Progress implements Consumer<String> {
  private final PrintStream out;
  private @Nullable String last;

  Progress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(String stage) {
    if (!stage.equals(last)) {
      last = stage;
      out.println("stage: " + stage);
      out.flush();
    }
  }
}
