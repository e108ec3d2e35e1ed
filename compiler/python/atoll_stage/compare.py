"""Whether two .tflite files compute the same, to the last bit, on the same inputs.

Equality on samples is no proof for all inputs; but where a file differs from another by the
version numbers of its operators alone, a kernel that reads them differently shows at once.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from atoll_stage import light
from atoll_stage.model import Model, Resolver
from atoll_stage.quantised_file import inputs_of, loaded, measured, unusable
from atoll_stage.request import CompareRequest

_THREADS = 1
_SLOW = 4


@dataclass(frozen=True)
class Difference:
    """The first thing that is not equal; sample and output are absent when it is the edges."""

    message: str
    sample: int | None = None
    output: str | None = None

    def body(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if v is not None}


def run(request: CompareRequest) -> dict[str, Any]:
    """The result's body: `equal`, and when not, the first `difference`.

    With evaluation data, `evaluation` holds what the second file gets right of it.

    Raises Refusal when a file cannot be run at all.
    """
    first, second = request.first.read_bytes(), request.second.read_bytes()
    difference = None
    for resolver in Resolver:
        one, other = loaded(first, _THREADS, resolver), loaded(second, _THREADS, resolver)
        difference = difference or _difference(one, other, request, resolver)
    return {
        "equal": difference is None,
        "samples": request.samples,
        "kernels": [r.name for r in Resolver],
        "tensorflow": light.version(),
        "first": _digest(first),
        "second": _digest(second),
        "difference": None if difference is None else difference.body(),
        "evaluation": measured(request, second, inputs_of(loaded(second, _THREADS))),
    }


def _difference(
    first: Model, second: Model, request: CompareRequest, resolver: Resolver
) -> Difference | None:
    edges = _edges(first), _edges(second)
    if edges[0] != edges[1]:
        return Difference(f"inputs or outputs differ: {edges[0]} and {edges[1]}")
    # TFLite's own kernels are slow, and devices run them for a few operators only.
    count = request.samples if resolver is Resolver.XNNPACK else -(-request.samples // _SLOW)
    for number, values in enumerate(itertools.islice(_samples(first, request), count)):
        outputs = [_outputs(m, values) for m in (first, second)]
        for details, one, other in zip(first.outputs, *outputs):
            if one.tobytes() != other.tobytes():
                return Difference(_told(one, other), number, details["name"])
    return None


def _outputs(model: Model, values: list[np.ndarray]) -> list[np.ndarray]:
    # By position: two files may number their tensors differently.
    try:
        return model.raw({d["index"]: v for d, v in zip(model.inputs, values)})
    except RuntimeError as e:
        raise unusable(e) from e


def _edges(model: Model) -> list[str]:
    return [
        f"{d['name']} {np.dtype(d['dtype']).name}{[int(n) for n in d['shape']]}"
        f" scale {d['quantization'][0]!r} zero {d['quantization'][1]}"
        for d in [*model.inputs, *model.outputs]
    ]


def _samples(model: Model, request: CompareRequest) -> Iterator[list[np.ndarray]]:
    """Inputs as the file takes them: both ends, then seeded noise, the widest first."""
    generator = np.random.Generator(np.random.PCG64(request.seed))
    # Those of the greatest width first, or few samples would be narrow ones.
    for number in range(request.samples):
        yield [_value(generator, model, d, number, request.samples) for d in model.inputs]


def _value(
    generator: np.random.Generator, model: Model, tensor: dict[str, Any], number: int, count: int
) -> np.ndarray:
    dtype, shape = np.dtype(tensor["dtype"]), tuple(map(int, tensor["shape"]))
    low, high = _range(model, tensor, dtype)
    if number < 2:
        return np.full(shape, (low, high)[number], dtype=dtype)
    middle, half = (low + high) / 2, (high - low) / 2 * (count - number) / max(1, count - 2)
    drawn = middle + (generator.random(shape) * 2 - 1) * half
    return (drawn if dtype.kind == "f" else np.clip(np.round(drawn), low, high)).astype(dtype)


def _range(model: Model, tensor: dict[str, Any], dtype: np.dtype) -> tuple[float, float]:
    if dtype == np.bool_:
        return 0, 1
    if dtype.kind == "f":
        return model.span(tensor)
    if tensor["quantization"][0]:
        return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    return 0, 1  # an index: another one might not be legal


def _told(one: np.ndarray, other: np.ndarray) -> str:
    if one.shape != other.shape or one.dtype != other.dtype:
        return f"{one.dtype}{list(one.shape)} and {other.dtype}{list(other.shape)}"
    differ = one.view(np.uint8).reshape(one.size, -1) != other.view(np.uint8).reshape(one.size, -1)
    at = np.flatnonzero(differ.any(axis=1))
    pair = one.ravel()[at[0]].item(), other.ravel()[at[0]].item()
    return f"{len(at)} of {one.size} elements differ, first element {at[0]}: {pair[0]} and {pair[1]}"


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
