package dev.atoll.tflite.adapt;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which version an operator can have.
 *
 * @param version never above the one in the file
 * @param beyond what the operator uses that the compiler does not read; then its version stays
 */
record Judgement(int version, Optional<String> beyond) {

  /** Of an operator as it will be, without the option that has no effect. */
  static Judgement of(OperatorUse use) {
    int version = use.operator().version();
    if (use.operator().customCode() != null) {
      return new Judgement(version, Optional.empty());
    }
    OptionalInt highest = CompilerReach.highest(use.name());
    if (highest.isEmpty()) {
      return new Judgement(version, Optional.of("an operator that came after TensorFlow 2.5"));
    }
    Optional<List<Feature>> history = VersionHistory.of(use.name());
    if (history.isEmpty()) {
      return new Judgement(
          version,
          version > highest.getAsInt()
              ? Optional.of("a version whose purpose is not known here")
              : Optional.empty());
    }
    List<Feature> used = history.get().stream().filter(f -> f.used().test(use)).toList();
    Optional<String> beyond =
        used.stream().filter(f -> f.since() > highest.getAsInt()).map(Feature::what).findFirst();
    int needed = used.stream().mapToInt(Feature::since).max().orElse(1);
    boolean stays =
        beyond.isPresent() || version <= CompilerReach.content(use.name(), highest.getAsInt());
    return new Judgement(stays ? version : Math.min(version, needed), beyond);
  }
}
