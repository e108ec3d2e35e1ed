"""The names that callers of a device see: those of the SavedModel's signature.

The converter names tensors after nodes of a graph (`serving_default_image:0`,
`StatefulPartitionedCall:0`), which nobody who exported a model has ever written.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Sequence

from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.tools import flatbuffer_utils

_CALLS = re.compile(r"^(?:(?:Stateful)?PartitionedCall(?:_\d+)?/)+")


def as_in_signature(content: bytes) -> bytes:
    """The same model, its inputs and outputs named as in its signature."""
    model = _read(content)
    _rename(model)
    return _written(model)


def signed(content: bytes, key: str, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """The same model with one signature: these names for its inputs and outputs, in their order."""
    model = _read(content)
    graph = model.subgraphs[0]
    signature = schema.SignatureDefT()
    signature.signatureKey = key
    signature.inputs = _ports(inputs, graph.inputs)
    signature.outputs = _ports(outputs, graph.outputs)
    signature.subgraphIndex = 0
    model.signatureDefs = [signature]
    _shorten(graph.tensors)
    _rename(model)
    return _written(model)


def _shorten(tensors: Sequence[Any]) -> None:
    """Leaves out the calls through which a node was reached: `score;Call/score` becomes `score`."""
    names = [tensor.name.decode() for tensor in tensors]
    shorter = [_without_calls(name) for name in names]
    times = Counter(shorter)
    for tensor, name in zip(tensors, shorter):
        if times[name] == 1:
            tensor.name = name


def _without_calls(name: str) -> str:
    stem = name.rstrip("0123456789")
    # A number behind it all tells several tensors of one node apart.
    plain, numbered = _kept(name), _kept(stem)
    if len(plain) <= len(numbered):
        return ";".join(plain)
    return ";".join(numbered) + name[len(stem) :]


def _kept(name: str) -> list[str]:
    parts = name.split(";")
    return [p for p in parts if not (_CALLS.match(p) and _CALLS.sub("", p) in parts)]


def _ports(names: Sequence[str], tensors: Sequence[int]) -> list[Any]:
    found = []
    for name, tensor in zip(names, tensors, strict=True):
        port = schema.TensorMapT()
        port.name, port.tensorIndex = name, int(tensor)
        found.append(port)
    return found


def _rename(model: Any) -> None:
    for signature in model.signatureDefs or []:
        tensors = model.subgraphs[signature.subgraphIndex].tensors
        taken: set[int] = set()
        for port in [*(signature.inputs or []), *(signature.outputs or [])]:
            # An output that is an input keeps one name: a tensor has no other.
            if port.tensorIndex not in taken:
                tensors[port.tensorIndex].name = port.name
                taken.add(port.tensorIndex)


def _read(content: bytes) -> Any:
    return flatbuffer_utils.convert_bytearray_to_object(bytearray(content))


def _written(model: Any) -> bytes:
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))
