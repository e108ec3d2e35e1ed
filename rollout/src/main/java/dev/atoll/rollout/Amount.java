package dev.atoll.rollout;

/** A number of devices, absolute or as a share. A share of anything means at least one device. */
public sealed interface Amount {

  /** Exactly so many devices; 0 or more. */
  record Count(int devices) implements Amount {
    public Count {
      if (devices < 0) throw new IllegalArgumentException("a count of devices is 0 or more");
    }

    @Override
    public String toString() {
      return Integer.toString(devices);
    }
  }

  /** A share in percent, 0 to 100. */
  record Percent(int percent) implements Amount {
    public Percent {
      if (percent < 0 || percent > 100)
        throw new IllegalArgumentException("a percentage lies between 0 and 100");
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /** Not more than none. */
  Amount NONE = new Count(0);

  /** How many devices of {@code total} a wave of this size takes: shares are rounded up. */
  default int asSize(int total) {
    return switch (this) {
      case Count(int devices) -> Math.min(devices, total);
      case Percent(int percent) -> Math.min(total, Math.max(1, (total * percent + 99) / 100));
    };
  }

  /** How many devices of {@code total} this limit allows: shares are rounded down. */
  default int asLimit(int total) {
    return switch (this) {
      case Count(int devices) -> devices;
      case Percent(int percent) -> Math.max(1, total * percent / 100);
    };
  }

  /**
   * Reads {@code 3} or {@code 10%}.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  static Amount parse(String text) {
    try {
      return text.endsWith("%")
          ? new Percent(Integer.parseInt(text.substring(0, text.length() - 1)))
          : new Count(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a count of devices such as 3 nor a share such as 10%", e);
    }
  }
}
