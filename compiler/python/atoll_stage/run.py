"""One run of the stage: convert → quantise → evaluate, with its files in one folder."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable

import numpy as np
import tensorflow as tf

from atoll_stage import calibration, convert, evaluate, golden, labelled, saved_model, split, tries
from atoll_stage.evaluate import Scores
from atoll_stage.labelled import Labelled
from atoll_stage.model import Model
from atoll_stage.request import FrozenGraph, Keras, Request, SavedModel
from atoll_stage.samples import Samples
from atoll_stage.source import Source
from atoll_stage.tries import Bench, Recipe, Search, Truth

_THREADS = 2

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A quantised model, what was measured of it, and what was tried for it (None: nothing)."""

    model: bytes
    compared: dict[str, Any] | None
    search: Search | None


def run(request: Request, progress: Progress) -> dict[str, Any]:
    """Writes float.tflite, model.tflite and golden.json; returns the result's body.

    Raises Refusal for inputs that cannot be used. Equal inputs give equal bytes.
    """
    progress("convert")
    source = load(request)
    samples = _read(request, source, request.calibration.samples)
    data = None
    if request.evaluation:
        data = labelled.read(request.evaluation, source.inputs, request.max_npz_bytes)
    float_model = convert.to_float(source)
    truth = data.truth(evaluate.classes(Model(float_model, _THREADS))) if data else None

    progress("quantise")
    bench = _bench(request, source, float_model, samples, data)
    made = _made(request, bench, float_model, truth, progress)
    sampled = golden.make(
        Model(made.model, 1),
        source.inputs,
        samples,
        request.golden_samples,
        request.golden_seed,
    )
    _write(request, float_model, made.model, sampled)
    return {
        "tensorflow": tf.__version__,
        "kernels": sampled["kernels"],
        "evaluation": made.compared,
        "search": None if made.search is None else made.search.body(),
    }


def load(request: Request) -> Source:
    """The float model of any kind of source."""
    # Keras takes long to import and is of no use for the others.
    match request.model:
        case SavedModel():
            return saved_model.load(request.model)
        case Keras(path):
            from atoll_stage import keras_model

            return keras_model.load(path, request.max_npz_bytes)
        case FrozenGraph():
            from atoll_stage import frozen_graph

            return frozen_graph.load(request.model)


def _read(request: Request, source: Source, count: int) -> Samples:
    return calibration.read(request.calibration, source.inputs, count, request.max_npz_bytes)


def _bench(
    request: Request,
    source: Source,
    float_model: bytes,
    samples: Samples,
    data: Labelled | None,
) -> Bench:
    def score(model: bytes, rows: np.ndarray | None) -> np.ndarray:
        assert data is not None
        return evaluate.scores(Model(model, _THREADS), source.inputs, data.samples, rows)

    return Bench(
        float_model,
        samples,
        lambda count: _read(request, source, count),
        request.calibration.samples,
        request.io,
        request.dense,
        score,
    )


def _made(
    request: Request,
    bench: Bench,
    float_model: bytes,
    truth: np.ndarray | None,
    progress: Progress,
) -> Made:
    begun = time.monotonic()
    recipe = tries.first(bench)
    model = recipe.make(recipe.dense)
    if request.evaluation is None or truth is None:
        return Made(model, None, None)
    progress("evaluate")
    seconds = time.monotonic() - begun
    found = Scores(bench.score(float_model, None), bench.score(model, None), truth)
    metric = request.evaluation.metric
    compared = evaluate.compare(found, metric, request.worst_examples)
    max_drop = request.budget.max_drop
    drop = Fraction(compared["float"] - compared["quantized"], len(truth))
    if max_drop is None or drop <= max_drop:
        return Made(model, compared, None)
    search = _search(request, bench, recipe, model, found, seconds, progress)
    if search.chosen is None or search.truth is None:
        return Made(model, compared, search)
    rows = search.truth.halves.judging
    progress("evaluate")
    judged = Scores(
        found.float[rows], bench.score(search.chosen.model, rows), truth[rows], rows
    )
    compared = evaluate.compare(judged, metric, request.worst_examples)
    return Made(search.chosen.model, compared, search)


def _search(
    request: Request,
    bench: Bench,
    recipe: Recipe,
    model: bytes,
    found: Scores,
    seconds: float,
    progress: Progress,
) -> Search:
    halves = split.halves(found.labels)
    if halves is None:
        return Search((), "TooFewSamples")
    rows, metric = halves.choosing, request.evaluation.metric
    labels = found.labels[rows]
    right = evaluate.count(found.float[rows], labels, metric)
    truth = Truth(halves, labels, right, metric, request.budget.max_drop)
    begun = truth.attempt(recipe, model, found.quantised[rows], seconds)
    return tries.search(bench, begun, truth, request.budget, progress)


def _write(request: Request, float_model: bytes, quantised: bytes, made: dict[str, Any]) -> None:
    request.output.mkdir(parents=True, exist_ok=True)
    (request.output / "float.tflite").write_bytes(float_model)
    (request.output / "model.tflite").write_bytes(quantised)
    (request.output / "golden.json").write_text(json.dumps(made), encoding="utf-8")
