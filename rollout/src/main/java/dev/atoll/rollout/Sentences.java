package dev.atoll.rollout;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of the planner. What devices said is cut and stripped before it is repeated. */
final class Sentences {
  /** The longest sentence that the status of a wave holds. */
  static final int WAVE = 512;

  /** The longest sentence that the status of a rollout holds. */
  static final int ROLLOUT = 1024;

  static final Reason UNREACHABLE = reason(ReasonCode.Unreachable, "its lease is stale");

  private static final int FROM_DEVICE = 200;
  private static final int NAMED = 3;

  private Sentences() {}

  static Reason reason(ReasonCode code, String message) {
    return new Reason(code.name(), message);
  }

  /** What the device said, made harmless. */
  static Reason reasonOf(Report report) {
    var code = report.reason() == null ? "NoReason" : report.reason();
    var message = report.message() == null ? "it gave no reason" : report.message();
    return new Reason(clip(code, 64), clip(message.replaceAll("\\p{Cntrl}+", " "), FROM_DEVICE));
  }

  static String clip(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  /** {@code 1 device}, {@code 3 devices}. */
  static String devices(int count) {
    return count == 1 ? "1 device" : count + " devices";
  }

  /** {@code 90s}, {@code 10m}, {@code 6h}. */
  static String time(Duration time) {
    if (time.toSeconds() % 3600 == 0 && !time.isZero()) return time.toHours() + "h";
    return time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
  }

  /** Three of them, then how many more. */
  static <T> String some(List<T> all, Function<T, String> word) {
    var named = all.stream().limit(NAMED).map(word).collect(Collectors.joining(", "));
    return all.size() <= NAMED ? named : named + " and " + (all.size() - NAMED) + " more";
  }

  /** {@code n3 reverted with LatencyAboveTarget: p99 71 ms is above 5 ms}. */
  static String fate(RolloutDevice device) {
    var name = device.name();
    return switch (device.state()) {
      case DeviceState.Failed(boolean reverted, Reason why) ->
          name
              + (reverted ? " reverted with " : " failed with ")
              + why.code()
              + ": "
              + why.message();
      case DeviceState.Lost(Reason why) -> name + " is lost: " + why.message();
      case DeviceState other -> name + " (" + other.label() + ")";
    };
  }

  /** The same reason with more to say; the beginning is cut when both do not fit. */
  static Reason with(Reason why, String more) {
    int room = Math.max(1, ROLLOUT - more.length());
    return new Reason(why.code(), clip(why.message(), room) + more);
  }
}
