package dev.atoll.cli.analyze;

import dev.atoll.tflite.edgetpu.OperatorPlacement;
import dev.atoll.tflite.edgetpu.PlacementReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same advice is often given for many operators: each is said once. */
public final class Advices {
  /**
   * One advice.
   *
   * @param operators the operators that it is given for, in the file's order
   */
  public record Advice(String text, List<OperatorPlacement> operators) {
    /** Copies the list. */
    public Advice {
      operators = List.copyOf(operators);
    }
  }

  private Advices() {}

  /**
   * In the file's order: what an early operator prevents, later ones suffer from. Advice for
   * operators that only suffer comes last.
   */
  public static List<Advice> of(List<OperatorPlacement> operators) {
    Map<String, List<OperatorPlacement>> byText = new LinkedHashMap<>();
    for (OperatorPlacement o : operators) {
      if (!o.advice().isEmpty()) {
        byText.computeIfAbsent(o.advice(), t -> new ArrayList<>()).add(o);
      }
    }
    return byText.entrySet().stream()
        .map(e -> new Advice(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparing(
                a -> a.operators().getFirst().reason() == PlacementReason.AfterCpuOperator))
        .toList();
  }
}
