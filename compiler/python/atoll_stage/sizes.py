"""Tensors that no machine here could hold, found before an interpreter tries to.

A layer of a few bytes can enlarge an image a thousandfold; an interpreter that gets no memory for it
crashes, and nobody learns which layer it was.
"""

from __future__ import annotations

import math
import struct

from tensorflow.lite.python import schema_py_generated as schema

from atoll_stage.refusal import Reason, Refusal

MAX_BYTES = 1 << 30
_WIDE = {schema.TensorType.INT64, schema.TensorType.UINT64, schema.TensorType.FLOAT64}
_NARROW = {schema.TensorType.INT8, schema.TensorType.UINT8, schema.TensorType.BOOL}


def check(content: bytes) -> None:
    """Refuses a .tflite file with a tensor of more than 1 GiB.

    What is no such file is not refused here: the interpreter says what is wrong with it.
    """
    try:
        _check(schema.Model.GetRootAsModel(content, 0))
    except (struct.error, IndexError, ValueError, TypeError, OverflowError, AttributeError):
        return


def _check(model: schema.Model) -> None:
    for number in range(model.SubgraphsLength()):
        graph = model.Subgraphs(number)
        for index in range(graph.TensorsLength()):
            tensor = graph.Tensors(index)
            shape = [] if tensor.ShapeIsNone() else [int(d) for d in tensor.ShapeAsNumpy()]
            size = math.prod(max(d, 1) for d in shape) * _width(tensor.Type())
            if size > MAX_BYTES:
                raise _too_large(tensor, shape, size)


def _width(kind: int) -> int:
    return 8 if kind in _WIDE else 1 if kind in _NARROW else 4


def _too_large(tensor: schema.Tensor, shape: list[int], size: int) -> Refusal:
    name = (tensor.Name() or b"").decode("utf-8", errors="replace")[:80]
    return Refusal(
        Reason.UnsupportedSource,
        f"the model computes a tensor of shape {shape} ({name!r}), {size} bytes, which no device can"
        f" hold: the limit is {MAX_BYTES}; make the input smaller, or the layer that enlarges it",
    )
