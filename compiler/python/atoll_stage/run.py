"""One run of the stage: convert → quantise → evaluate, with its files in one folder."""

from __future__ import annotations

import json
from typing import Any, Callable

import tensorflow as tf

from atoll_stage import archive, convert, evaluate, golden, labelled, samples, saved_model
from atoll_stage.model import Model
from atoll_stage.refusal import Reason
from atoll_stage.request import Request
from atoll_stage.samples import Samples

_THREADS = 2

Progress = Callable[[str], None]


def run(request: Request, progress: Progress) -> dict[str, Any]:
    """Writes float.tflite, model.tflite and golden.json; returns the result's body.

    Raises Refusal for inputs that cannot be used. Equal inputs give equal bytes.
    """
    progress("convert")
    source = saved_model.load(request.saved_model, request.signature, request.tags)
    calibration = _calibration(request, source)
    data = None
    if request.evaluation:
        data = labelled.read(request.evaluation, source.inputs, request.max_npz_bytes)
    float_model = convert.to_float(source)
    truth = data.truth(evaluate.classes(Model(float_model, _THREADS))) if data else None

    progress("quantise")
    quantised_model = convert.to_int8(source, calibration, request.io)
    compared = None
    if request.evaluation and data and truth is not None:
        progress("evaluate")
        found = evaluate.Scores(
            evaluate.scores(Model(float_model, _THREADS), source.inputs, data.samples),
            evaluate.scores(Model(quantised_model, _THREADS), source.inputs, data.samples),
            truth,
        )
        compared = evaluate.compare(found, request.evaluation.metric, request.worst_examples)
    made = golden.make(
        Model(quantised_model, 1),
        source.inputs,
        calibration,
        request.golden_samples,
        request.golden_seed,
    )
    _write(request, float_model, quantised_model, made)
    return {"tensorflow": tf.__version__, "kernels": made["kernels"], "evaluation": compared}


def _calibration(request: Request, source: saved_model.Source) -> Samples:
    reason = Reason.CalibrationInvalid
    arrays = archive.load(request.calibration, reason, request.max_npz_bytes)
    return samples.match(arrays, source.inputs, reason).spread(request.calibration_samples)


def _write(request: Request, float_model: bytes, quantised: bytes, made: dict[str, Any]) -> None:
    request.output.mkdir(parents=True, exist_ok=True)
    (request.output / "float.tflite").write_bytes(float_model)
    (request.output / "model.tflite").write_bytes(quantised)
    (request.output / "golden.json").write_text(json.dumps(made), encoding="utf-8")
