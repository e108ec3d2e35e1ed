"""What is tried when quantisation costs more accuracy than is allowed, in this order.

1. AsAsked: extremes of the calibration samples that were asked for.
2. MoreSamples: four times as many of the file's samples.
3. WithoutOutliers: without the samples that are far from all others.
4. Percentile: ranges that hold 99.9 % of each activation's values.
5. LeastError: ranges whose clipping and rounding sum up to the least error.
6. OtherDense: per-channel instead of per-tensor dense layers, with the best ranges so far; only
   when nobody asked for one of them.

The first that keeps the drop on the choosing half of the evaluation data, and is better there than
AsAsked, is taken, and then judged once on the other half. Equal inputs give equal attempts: the
clock can end the search, and so turn a rescue into a refusal, but never choose another model.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Iterator

import numpy as np

from atoll_stage import convert, evaluate, ranges, split
from atoll_stage.refusal import Refusal
from atoll_stage.request import Budget
from atoll_stage.samples import Samples

_MORE = 4
_PERCENTILE = 0.999

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """What attempts work with: the `samples` that were asked for, and as many others as they want.

    `asked` is how many were asked for; `read(n)` gives n, or all when there are fewer.

    `score(model, rows)` gives the scores [rows, classes] of those rows of the evaluation data.
    """

    float_model: bytes
    samples: Samples
    read: Callable[[int], Samples]
    asked: int
    io: str
    dense: str | None
    score: Callable[[bytes, np.ndarray], np.ndarray]
    clock: Callable[[], float] = time.monotonic

    @property
    def first_dense(self) -> str:
        return self.dense or "PerTensor"


@dataclass(frozen=True)
class Recipe:
    """How to quantise; `make` takes PerTensor or PerChannel for dense layers."""

    what: str
    samples: int
    dense: str
    make: Callable[[str], bytes]


@dataclass(frozen=True)
class Attempt:
    """What came of a recipe on the choosing half; `error` instead of a model when it failed."""

    recipe: Recipe
    model: bytes
    right: int
    drop: Fraction
    seconds: float
    error: str | None = None


@dataclass(frozen=True)
class Search:
    """All attempts in order, why it ended, and the chosen one, if any."""

    attempts: tuple[Attempt, ...]
    stopped: str
    truth: Truth | None = None
    chosen: Attempt | None = None

    def body(self) -> dict[str, Any]:
        """The part of the result that reports the search."""
        truth = self.truth
        return {
            "stopped": self.stopped,
            "metric": None if truth is None else truth.metric,
            "choosing": 0 if truth is None else len(truth.halves.choosing),
            "judging": 0 if truth is None else len(truth.halves.judging),
            "seed": split.SEED,
            "float": None if truth is None else truth.float_right,
            "attempts": [self._row(a) for a in self.attempts],
        }

    def _row(self, attempt: Attempt) -> dict[str, Any]:
        recipe = attempt.recipe
        row: dict[str, Any] = {
            "what": recipe.what,
            "calibrationSamples": recipe.samples,
            "denseWeights": recipe.dense,
            "chosen": attempt is self.chosen,
            "seconds": f"{attempt.seconds:.1f}",
        }
        if attempt.error is not None:
            return row | {"error": attempt.error}
        return row | {"quantized": attempt.right, "drop": f"{float(attempt.drop):.3f}"}


def first(bench: Bench) -> Recipe:
    """The recipe that nearly always suffices."""
    return _extremes(bench, "AsAsked", bench.samples)


def search(
    bench: Bench, begun: Attempt, truth: Truth, budget: Budget, progress: Progress
) -> Search:
    """Attempts after `begun`, which dropped too much; its figures are those of the choosing half."""
    attempts = [begun]
    start, longest, stopped = bench.clock(), begun.seconds, "NothingLeft"

    def best() -> Recipe:
        return min((a for a in attempts if a.error is None), key=lambda a: a.drop).recipe

    for recipe in _recipes(bench, best):
        if len(attempts) >= budget.attempts:
            stopped = "Attempts"
            break
        if bench.clock() - start + longest > budget.seconds:
            stopped = "Seconds"
            break
        progress(f"quantise {len(attempts) + 1}/{budget.attempts}")
        attempts.append(_attempt(bench, recipe, truth))
        found = attempts[-1]
        longest = max(longest, found.seconds)
        if found.error is None and found.drop <= truth.max_drop and found.drop < begun.drop:
            return Search(tuple(attempts), "Met", truth, found)
    return Search(tuple(attempts), stopped, truth)


@dataclass(frozen=True)
class Truth:
    """The choosing half: true classes and what the float model gets right, with the drop allowed."""

    halves: split.Split
    labels: np.ndarray
    float_right: int
    metric: str
    max_drop: Fraction

    def attempt(self, recipe: Recipe, model: bytes, scores: np.ndarray, seconds: float) -> Attempt:
        """The figures of a model with these scores of the choosing half."""
        right = evaluate.count(scores, self.labels, self.metric)
        drop = Fraction(self.float_right - right, len(self.labels))
        return Attempt(recipe, model, right, drop, seconds)


def _attempt(bench: Bench, recipe: Recipe, truth: Truth) -> Attempt:
    begun = bench.clock()
    try:
        model = recipe.make(recipe.dense)
    except Refusal as refusal:  # what one way of quantising cannot do, another might
        seconds = bench.clock() - begun
        return Attempt(recipe, b"", 0, Fraction(1), seconds, refusal.message)
    scores = bench.score(model, truth.halves.choosing)
    return truth.attempt(recipe, model, scores, bench.clock() - begun)


def _recipes(bench: Bench, best: Callable[[], Recipe]) -> Iterator[Recipe]:
    """The rest of the recipes; what makes no difference for this data is left out."""
    samples = bench.samples
    more = _more(bench)
    if len(more) > len(samples):
        samples = more
        yield _extremes(bench, "MoreSamples", samples)
    near = ranges.without_outliers(samples)
    if len(near) < len(samples):
        samples = near
        yield _extremes(bench, "WithoutOutliers", samples)
    calibrated, samples = _calibrated(bench, samples)
    for what, choose in (
        ("Percentile", ranges.percentile(_PERCENTILE)),
        ("LeastError", ranges.least_error),
    ):
        changed = ranges.with_ranges(calibrated, samples, choose)
        yield Recipe(
            what,
            len(samples),
            bench.first_dense,
            lambda dense, changed=changed: convert.from_calibrated(changed, bench.io, dense),
        )
    if bench.dense is None:
        ranged = best()
        yield Recipe("OtherDense", ranged.samples, "PerChannel", ranged.make)


def _more(bench: Bench) -> Samples:
    try:
        return bench.read(bench.asked * _MORE)
    except Refusal:  # so many do not fit, or one of the further ones is broken: others may still help
        return bench.samples


def _calibrated(bench: Bench, samples: Samples) -> tuple[bytes, Samples]:
    """The ranges of these samples; of those that were asked for where others are no good."""
    try:
        return convert.calibrated(bench.float_model, samples), samples
    except Refusal:  # the attempt with these samples has told it
        return convert.calibrated(bench.float_model, bench.samples), bench.samples


def _extremes(bench: Bench, what: str, samples: Samples) -> Recipe:
    return Recipe(
        what,
        len(samples),
        bench.first_dense,
        lambda dense: convert.to_int8(bench.float_model, samples, bench.io, dense),
    )
