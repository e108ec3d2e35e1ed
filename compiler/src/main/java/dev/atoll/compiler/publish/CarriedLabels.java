package dev.atoll.compiler.publish;

import dev.atoll.compiler.outcome.Plain;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.metadata.ModelLabels;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Labels of an artifact: those beside the model, else those that a .tflite file carries. */
public final class CarriedLabels {
  private static final System.Logger LOG = System.getLogger(CarriedLabels.class.getName());
  private static final long LARGEST_MODEL = 512L << 20;

  private CarriedLabels() {}

  /**
   * One label a line; empty when there are none, or none that people could read: broken labels are
   * no reason to refuse a model that works.
   *
   * @param beside the file that came with the model, null for none
   */
  public static Optional<byte[]> of(@Nullable Path beside, Path model) throws IOException {
    if (beside != null) {
      return Optional.of(Files.readAllBytes(beside));
    }
    if (Files.size(model) > LARGEST_MODEL) {
      return Optional.empty();
    }
    try {
      return ModelLabels.read(ByteBuffer.wrap(Files.readAllBytes(model)))
          .filter(l -> !l.labels().isEmpty())
          .filter(l -> l.labels().stream().noneMatch(CarriedLabels::moves))
          .map(l -> (String.join("\n", l.labels()) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (TfliteFormatException e) {
      LOG.log(
          Level.WARNING,
          "the labels in the model are left out: {0}",
          Plain.text(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static boolean moves(String label) {
    return label.chars().anyMatch(Character::isISOControl);
  }
}
