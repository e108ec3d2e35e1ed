"""A .tflite file that is quantised already: it is measured and run, and never changed."""

from __future__ import annotations

import json
from typing import Any, Callable

import numpy as np

from atoll_stage import evaluate, golden, labelled, light, sizes
from atoll_stage.model import Model, Resolver
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.request import CompareRequest, FileRequest
from atoll_stage.samples import Input, Samples

_THREADS = 2


def run(request: FileRequest, progress: Callable[[str], None]) -> dict[str, Any]:
    """Writes golden.json; returns the result's body, whose evaluation knows no float model.

    Raises Refusal for inputs that cannot be used. Equal inputs give equal bytes.
    """
    content = request.tflite.read_bytes()
    inputs = inputs_of(loaded(content, 1))
    # First, so that a file that runs on nothing is not blamed on the evaluation data.
    made = _golden(request, loaded(content, 1), inputs)
    if request.evaluation is not None:
        progress("evaluate")
    compared = measured(request, content, inputs)
    request.output.mkdir(parents=True, exist_ok=True)
    (request.output / "golden.json").write_text(json.dumps(made), encoding="utf-8")
    return {"tensorflow": light.version(), "kernels": made["kernels"], "evaluation": compared}


def loaded(content: bytes, threads: int, resolver: Resolver = Resolver.XNNPACK) -> Model:
    """An interpreter of the file; refuses what it does not load."""
    sizes.check(content)
    try:
        return Model(content, threads, resolver)
    except (RuntimeError, ValueError) as e:
        raise unusable(e) from e


def unusable(error: Exception) -> Refusal:
    """What the interpreter says of a file that it does not run."""
    return Refusal(
        Reason.UnsupportedSource,
        f"the interpreter cannot run the file: {brief(error)}; devices have TFLite's own operators"
        " alone, and a file compiled for an accelerator is none of theirs",
    )


def inputs_of(model: Model) -> tuple[Input, ...]:
    """The inputs by the names of their tensors, in real numbers where they are quantised."""
    names = [d["name"] for d in model.inputs]
    if not names or len(set(names)) < len(names):
        raise Refusal(
            Reason.UnsupportedSource, f"the inputs of a model have a name each; found {names}"
        )
    return tuple(Input(d["name"], tuple(map(int, d["shape"]))[1:], _real(d)) for d in model.inputs)


def _real(tensor: dict[str, Any]) -> np.dtype:
    return np.dtype(np.float32 if tensor["quantization"][0] else tensor["dtype"])


def measured(
    request: FileRequest | CompareRequest, content: bytes, inputs: tuple[Input, ...]
) -> dict[str, Any] | None:
    """What the file gets right of the evaluation data; None when there is none."""
    if request.evaluation is None:
        return None
    data = labelled.read(request.evaluation, inputs, request.max_npz_bytes)
    model = loaded(content, _THREADS)
    truth = data.truth(evaluate.classes(model))
    scored = evaluate.scores(model, inputs, data.samples)
    found = evaluate.Scores(None, scored, truth)
    return evaluate.compare(found, request.evaluation.metric, request.worst_examples)


def _golden(request: FileRequest, model: Model, inputs: tuple[Input, ...]) -> dict[str, Any]:
    ranges = Samples({i.name: _range(model, i) for i in inputs})
    try:
        return golden.make(model, inputs, ranges, request.golden_samples, request.golden_seed)
    except RuntimeError as e:
        raise unusable(e) from e


def _range(model: Model, wanted: Input) -> np.ndarray:
    """Where no data shows what an input takes: what it is quantised to, or the index 0."""
    tensor = model.input(wanted)
    return np.array(model.span(tensor) if np.dtype(tensor["dtype"]).kind == "f" else (0, 0))
