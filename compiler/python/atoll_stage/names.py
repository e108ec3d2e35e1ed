"""The names that callers of a device see: those of the SavedModel's signature.

The converter names tensors after nodes of a graph (`serving_default_image:0`,
`StatefulPartitionedCall:0`), which nobody who exported a model has ever written.
"""

from __future__ import annotations

from typing import Any

from tensorflow.lite.tools import flatbuffer_utils


def as_in_signature(content: bytes) -> bytes:
    """The same model, its inputs and outputs named as in its signature."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    for signature in model.signatureDefs or []:
        tensors = model.subgraphs[signature.subgraphIndex].tensors
        taken: set[int] = set()
        for port in _ports(signature):
            # An output that is an input keeps one name: a tensor has no other.
            if port.tensorIndex not in taken:
                tensors[port.tensorIndex].name = port.name
                taken.add(port.tensorIndex)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _ports(signature: Any) -> list[Any]:
    return [*(signature.inputs or []), *(signature.outputs or [])]
