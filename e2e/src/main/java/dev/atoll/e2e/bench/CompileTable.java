package dev.atoll.e2e.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The figures of the compile pipeline as Markdown.
 *
 * @param again the pipeline once more, for an artifact that the registry has
 * @param hits from apply to Ready for such an artifact, through the operator
 */
record CompileTable(
    List<TimedProcess> bare, List<TimedProcess> pipeline, TimedProcess again, CacheHit.Times hits) {

  String markdown() {
    var stages =
        median(pipeline).stages().entrySet().stream()
            .map(s -> "| %s | %.1f s |".formatted(s.getKey(), seconds(s.getValue())))
            .collect(Collectors.joining("\n"));
    return """
    | stage | time |
    |---|---|
    %s
    | all | %.1f s |

    | what | time | most memory |
    |---|---|---|
    | bare converter | %.1f s | %d MiB |
    | pipeline | %.1f s | %d MiB |
    | pipeline, artifact exists | %.1f s | %d MiB |
    | apply to Ready, artifact exists (%s) | %.2f s | |
    | the same with pinned content (%s) | %.2f s | |

    Time of the pipeline against that of the bare converter: %+.0f %% (target: at most +15 %%).
    """
        .formatted(
            stages,
            seconds(median(pipeline).total()),
            seconds(median(bare).total()),
            mebibytes(bare),
            seconds(median(pipeline).total()),
            mebibytes(pipeline),
            seconds(again.total()),
            again.peakBytes() >> 20,
            each(hits.fetched()),
            middle(hits.fetched()),
            each(hits.pinned()),
            middle(hits.pinned()),
            100.0 * (seconds(median(pipeline).total()) / seconds(median(bare).total()) - 1));
  }

  String document() {
    return """
    # Cost of the compile pipeline

    Measured by `make bench` in one run on one machine with %d cores: MobileNetV2 1.0 224 (random weights),
    100 calibration images in an object store, a real registry, no evaluation data. Bare converter and pipeline
    take turns; medians of %d. The bare converter is `e2e/bench/compile/bare_converter.py`.
    It imports Keras with TensorFlow, and with that scikit-learn, since this Python has it: about 1.3 s that it
    would not take elsewhere, and that the pipeline does not take anywhere.

    %s\
    """
        .formatted(Runtime.getRuntime().availableProcessors(), pipeline.size(), markdown());
  }

  private static String each(List<Duration> times) {
    return times.stream().map(t -> "%.2f".formatted(seconds(t))).collect(Collectors.joining(", "));
  }

  private static double middle(List<Duration> times) {
    return seconds(times.stream().sorted().toList().get(times.size() / 2));
  }

  private static TimedProcess median(List<TimedProcess> runs) {
    return runs.stream()
        .sorted(Comparator.comparing(TimedProcess::total))
        .toList()
        .get(runs.size() / 2);
  }

  private static long mebibytes(List<TimedProcess> runs) {
    ToLongFunction<TimedProcess> peak = TimedProcess::peakBytes;
    return runs.stream().mapToLong(peak).max().orElse(0) >> 20;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
