"""Golden samples: what a device must compute before it may serve the model.

The inputs are synthetic, so that nobody's data travels to the devices.
"""

from __future__ import annotations

import base64
import math
from typing import Any, Sequence

import numpy as np

from atoll_stage.model import Model, kernels
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.samples import Input, Samples

_TYPES = {"uint8": "UINT8", "int8": "INT8", "float32": "FP32", "int32": "INT32"}
_TYPES |= {"int64": "INT64", "bool": "BOOL"}
_TOLERANCE_STEPS = 2
# What an artifact holds at most: of one tensor, and of all samples before they are encoded.
_MAX_TENSOR = 16 << 20
_MAX_BYTES = 23 << 20
_MAX_NAME, _MAX_DIMENSIONS = 256, 8


def make(
    model: Model, inputs: Sequence[Input], calibration: Samples, count: int, seed: int
) -> dict[str, Any]:
    """golden.json for `count` seeded samples, from dark to bright over the input's range.

    Of large ones there are fewer. Refuses a model whose tensors no artifact can hold.
    """
    for details in model.inputs:
        _carried(details, [int(d) for d in details["shape"]])
    each = sum(_size(d) for d in [*model.inputs, *model.outputs])
    if each > _MAX_BYTES:
        raise _refused(f"inputs and outputs have {each} bytes together, more than {_MAX_BYTES}")
    count = min(count, _MAX_BYTES // max(1, each))
    generator = np.random.Generator(np.random.PCG64(seed))
    samples: list[dict[str, Any]] = []
    held = 0
    for number in range(count):
        part = (number + 1) / count
        values = {}
        for wanted in inputs:
            tensor = model.input(wanted)
            seen = calibration.arrays[wanted.name]
            values[tensor["index"]] = _values(generator, tensor, seen, part)
        outputs = model.raw(values)
        for details, value in zip(model.outputs, outputs):
            _carried(details, list(value.shape))
        held += sum(v.nbytes for v in [*values.values(), *outputs])
        if held > _MAX_BYTES:  # an output's size may depend on what goes in
            if not samples:
                raise _refused(f"inputs and outputs have {held} bytes together")
            break
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


def _size(details: dict[str, Any]) -> int:
    """The bytes of a tensor, as far as they are known before the model runs."""
    return math.prod(max(1, int(d)) for d in details["shape"]) * np.dtype(details["dtype"]).itemsize


def _carried(details: dict[str, Any], shape: list[int]) -> None:
    """Refuses a tensor that no artifact can hold."""
    name, dtype = str(details["name"]), np.dtype(details["dtype"])
    size = math.prod(shape) * dtype.itemsize
    what = f"{name[:80]!r} {dtype.name}{shape}"
    if dtype.name not in _TYPES:
        raise _refused(f"{what} is none of {sorted(_TYPES)}")
    if len(name) > _MAX_NAME or len(shape) > _MAX_DIMENSIONS or min(shape, default=1) < 1:
        raise _refused(
            f"{what} has a name of more than {_MAX_NAME} letters, more than {_MAX_DIMENSIONS}"
            " dimensions, or one without a size"
        )
    if size > _MAX_TENSOR:
        raise _refused(f"{what} has {size} bytes, more than {_MAX_TENSOR}")


def _refused(what: str) -> Refusal:
    return Refusal(
        Reason.UnsupportedSource,
        f"requests to devices cannot carry what the model takes or gives: {what}; export a signature"
        " with smaller inputs and outputs of fixed shape",
    )


def _tensor(details: dict[str, Any], value: np.ndarray) -> dict[str, Any]:
    little = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"))
    return {
        "name": details["name"],
        "datatype": _TYPES[np.dtype(details["dtype"]).name],
        "shape": [int(d) for d in value.shape],
        "data": base64.b64encode(little.tobytes()).decode("ascii"),
    }
