package dev.atoll.operator.revision;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes what a compile prints, and hands on the stages that it names in lines {@code stage: NAME}.
 * A model runs in there and may print anything, in any amount: a line costs a bounded piece of
 * memory, and a name has a fixed form. Not for several threads at once.
 */
public final class StageLines extends OutputStream {
  private static final String STAGE = "stage: ";
  private static final int LONGEST_LINE = 256;

  /** A name, or a name and which of how many attempts: {@code quantise 2/6}. */
  private static final Pattern NAME =
      Pattern.compile("[a-z][a-z0-9-]{0,40}( [0-9]{1,3}/[0-9]{1,3})?");

  private final Consumer<String> stages;
  private final byte[] line = new byte[LONGEST_LINE];
  private int length;

  public StageLines(Consumer<String> stages) {
    this.stages = stages;
  }

  /** The stage that a line names. */
  static Optional<String> stage(String line) {
    if (!line.startsWith(STAGE)) return Optional.empty();
    var name = line.substring(STAGE.length()).strip();
    return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  @Override
  public void write(int b) {
    if (b == '\n') {
      // What was cut can be no stage: none is as long as that.
      if (length < LONGEST_LINE)
        stage(new String(Arrays.copyOf(line, length), StandardCharsets.UTF_8)).ifPresent(stages);
      length = 0;
    } else if (length < LONGEST_LINE) line[length++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) write(bytes[i]);
  }
}
