"""Golden samples: what a device must compute before it may serve the model.

The inputs are synthetic, so that nobody's data travels to the devices.
"""

from __future__ import annotations

import base64
from typing import Any, Sequence

import numpy as np

from atoll_stage.model import Model, kernels
from atoll_stage.samples import Input, Samples

_TYPES = {"uint8": "UINT8", "int8": "INT8", "float32": "FP32", "int32": "INT32"}
_TYPES |= {"int64": "INT64", "bool": "BOOL"}
_TOLERANCE_STEPS = 2


def make(
    model: Model, inputs: Sequence[Input], calibration: Samples, count: int, seed: int
) -> dict[str, Any]:
    """golden.json for `count` seeded samples, from dark to bright over the input's range."""
    generator = np.random.Generator(np.random.PCG64(seed))
    samples = []
    for number in range(count):
        part = (number + 1) / count
        values = {}
        for wanted in inputs:
            tensor = model.input(wanted)
            seen = calibration.arrays[wanted.name]
            values[tensor["index"]] = _values(generator, tensor, seen, part)
        outputs = model.raw(values)
        samples.append(
            {
                "inputs": [_tensor(d, values[d["index"]]) for d in model.inputs],
                "outputs": [_tensor(d, o) for d, o in zip(model.outputs, outputs)],
            }
        )
    golden: dict[str, Any] = {"kernels": kernels(), "toleranceSteps": _TOLERANCE_STEPS}
    floats = [d for d in model.outputs if np.dtype(d["dtype"]) == np.float32]
    if floats:
        golden["toleranceFloat"] = _TOLERANCE_STEPS * max(model.step(d) for d in floats)
    return golden | {"samples": samples}


def _values(
    generator: np.random.Generator, tensor: dict[str, Any], seen: np.ndarray, part: float
) -> np.ndarray:
    """Random values over the lower `part` of the range; the last sample covers all of it."""
    dtype, shape = np.dtype(tensor["dtype"]), tuple(map(int, tensor["shape"]))
    if dtype == np.bool_:
        return generator.random(shape) < part
    if dtype.kind == "f":
        low, high = float(seen.min()), float(seen.max())
        return (low + generator.random(shape) * (high - low) * part).astype(dtype)
    if tensor["quantization"][0]:
        low, high = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    else:  # indices: only values that the model has met are sure to be legal
        low, high = int(seen.min()), int(seen.max())
    top = low + int(round((high - low) * part))
    return generator.integers(low, top, size=shape, dtype=dtype, endpoint=True)


def _tensor(details: dict[str, Any], value: np.ndarray) -> dict[str, Any]:
    little = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"))
    return {
        "name": details["name"],
        "datatype": _TYPES[np.dtype(details["dtype"]).name],
        "shape": [int(d) for d in value.shape],
        "data": base64.b64encode(little.tobytes()).decode("ascii"),
    }
