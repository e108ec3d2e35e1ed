"""Other ranges for the activations than the extremes that calibration saw.

One extreme value stretches a tensor's 256 steps over numbers that never come, and the rest shares
few of them. These ranges cut the extremes off where that costs less than it gains.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
from tensorflow.lite.python.interpreter import Interpreter, OpResolverType
from tensorflow.lite.tools import flatbuffer_utils

from atoll_stage.samples import Samples

_BINS = 2048
_STEPS = 255
# How much of the range is kept, tried from all of it downwards.
_KEPT = np.linspace(1.0, 0.05, 39)

Range = tuple[float, float]
Choose = Callable[[np.ndarray, float, float], Range]


def with_ranges(calibrated: bytes, samples: Samples, choose: Choose) -> bytes:
    """The calibrated model, its ranges replaced by what `choose` makes of each histogram.

    `choose(counts, low, high)` sees how often values came in equal bins from low to high.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(calibrated))
    tensors = model.subgraphs[0].tensors
    ranges = {
        index: (float(t.quantization.min[0]), float(t.quantization.max[0]))
        for index, t in enumerate(tensors)
        if t.quantization is not None and t.quantization.min is not None and len(t.quantization.min) == 1
    }
    for index, counts in _histograms(calibrated, samples, ranges).items():
        low, high = choose(counts, *ranges[index])
        tensors[index].quantization.min[0], tensors[index].quantization.max[0] = low, high
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _histograms(
    content: bytes, samples: Samples, ranges: dict[int, Range]
) -> dict[int, np.ndarray]:
    # Kernels that are fused by a delegate leave no values of the tensors between them.
    interpreter = Interpreter(
        model_content=content,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    # The runner is not kept: the interpreter refuses to run while somebody else holds it.
    details = interpreter.get_signature_runner().get_input_details()
    ports = {name: d["index"] for name, d in details.items()}
    spread = {i: r for i, r in ranges.items() if r[0] < r[1]}
    counts = {index: np.zeros(_BINS, np.int64) for index in spread}
    for row in range(len(samples)):
        for name, value in samples.row(row).items():
            interpreter.set_tensor(ports[name], value)
        interpreter.invoke()
        for index, (low, high) in spread.items():
            values = interpreter.get_tensor(index)
            counts[index] += np.histogram(values, bins=_BINS, range=(low, high))[0]
    return {index: found for index, found in counts.items() if found.any()}


def percentile(share: float) -> Choose:
    """Cuts off all but `share` of the values, as many at either end."""

    def choose(counts: np.ndarray, low: float, high: float) -> Range:
        below = np.cumsum(counts) / counts.sum()
        tail = (1 - share) / 2
        first = int(np.searchsorted(below, tail, side="right"))
        last = int(np.searchsorted(below, 1 - tail, side="left"))
        width = (high - low) / _BINS
        # Zero stays a value of its own: padding and ReLU yield it exactly.
        return min(low + first * width, 0.0), max(low + (last + 1) * width, 0.0)

    return choose


def least_error(counts: np.ndarray, low: float, high: float) -> Range:
    """The share of the range whose clipping and rounding sum up to the least squared error."""
    low, high = min(low, 0.0), max(high, 0.0)
    edges = np.linspace(low, high, _BINS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    errors = []
    for kept in _KEPT:
        clipped = np.clip(middles, low * kept, high * kept)
        step = (high - low) * kept / _STEPS
        errors.append(float((counts * ((middles - clipped) ** 2 + step**2 / 12)).sum()))
    best = float(_KEPT[int(np.argmin(errors))])
    return low * best, high * best


def without_outliers(samples: Samples) -> Samples:
    """The samples without those whose greatest input is far from that of nearly all others.

    Far is more than six robust standard deviations (of the median absolute deviation) and more than
    half of the median. The same samples when there is none, or when they are more than a tenth.
    """
    kept = np.ones(len(samples), bool)
    for array in samples.arrays.values():
        if array.dtype.kind == "f":
            peaks = np.abs(array.reshape(len(array), -1)).max(axis=1)
            middle = np.median(peaks)
            deviation = 1.4826 * np.median(np.abs(peaks - middle))
            kept &= np.abs(peaks - middle) <= max(6 * deviation, middle / 2)
    if kept.all() or kept.mean() < 0.9:
        return samples
    return Samples({name: array[kept] for name, array in samples.arrays.items()})
