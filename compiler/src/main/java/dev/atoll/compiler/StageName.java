package dev.atoll.compiler;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The stages of a compile job in their order; each may run in a process of its own. */
enum StageName {
  /** Brings model and data to the local disk; the only one with credentials of the source. */
  Fetch,
  /** Looks whether the registry has it already. */
  Lookup,
  /** Runs the model: converts, quantises, evaluates, analyses, adapts. */
  Convert,
  /** Runs the user's edgetpu_compiler. */
  EdgeTpu,
  /** Packs and pushes; runs no model. */
  Publish;

  /** As in the command line and as the name of its folder. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stage that a command line names. */
  static Optional<StageName> of(String label) {
    return Arrays.stream(values()).filter(s -> s.label().equals(label)).findFirst();
  }
}
