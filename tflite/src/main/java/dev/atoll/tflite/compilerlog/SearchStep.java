package dev.atoll.tflite.compilerlog;

import java.util.List;

/**
 * One try of {@code --search_delegate}: the graph is cut earlier each time, until it compiles.
 *
 * @param operations of the part that was tried
 * @param intermediateTensors where it was cut, by the tensors' names as they are in the file
 */
public record SearchStep(int operations, List<String> intermediateTensors) {
  /** Copies the list. */
  public SearchStep {
    intermediateTensors = List.copyOf(intermediateTensors);
  }
}
