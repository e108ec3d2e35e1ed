"""Loading a SavedModel and fixing its batch to 1, as an edge device runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Input


@dataclass(frozen=True)
class Source:
    """The function to convert, the object that keeps its variables alive, and its inputs."""

    function: Any
    owner: Any
    inputs: tuple[Input, ...]


def load(folder: Path, signature: str | None, tags: tuple[str, ...] | None) -> Source:
    """Loads one signature of the folder; refuses what is no SavedModel with that signature."""
    if not any((folder / name).is_file() for name in ("saved_model.pb", "saved_model.pbtxt")):
        raise Refusal(
            Reason.UnsupportedSource,
            "the folder is no SavedModel: it has no saved_model.pb; export with"
            " model.export(folder) or tf.saved_model.save(model, folder)",
        )
    try:
        loaded = tf.saved_model.load(str(folder), tags=list(tags) if tags else None)
    except MemoryError:
        raise
    except Exception as e:  # the loader raises nearly every type for broken content
        raise Refusal(
            Reason.UnsupportedSource,
            f"the SavedModel cannot be loaded: {brief(e)}; export it again and upload all of its files",
        ) from e
    return _fixed(loaded, _signature(loaded, signature))


def _signature(loaded: Any, wanted: str | None) -> Any:
    signatures = dict(getattr(loaded, "signatures", {}))
    if not signatures:
        raise Refusal(
            Reason.UnsupportedSource,
            "the SavedModel has no signature; export it with one (model.export does)",
        )
    if wanted is None and len(signatures) == 1:
        return next(iter(signatures.values()))
    name = wanted or "serving_default"
    if name not in signatures:
        raise Refusal(
            Reason.UnsupportedSource,
            f"the SavedModel has no signature {name!r}; it has {sorted(signatures)}:"
            " name one in source.savedModel.signature",
        )
    return signatures[name]


def _fixed(loaded: Any, signature: Any) -> Source:
    specs = signature.structured_input_signature[1]
    if not specs:
        raise Refusal(Reason.UnsupportedSource, "the signature has no inputs")
    fixed = {name: _with_batch_of_one(name, spec) for name, spec in sorted(specs.items())}
    # Under names of arguments a TFLite file keeps the names of the signature.
    function = tf.function(lambda **inputs: signature(**inputs))
    inputs = tuple(
        Input(name, tuple(spec.shape[1:]), np.dtype(spec.dtype.as_numpy_dtype))
        for name, spec in fixed.items()
    )
    return Source(function.get_concrete_function(**fixed), loaded, inputs)


def _with_batch_of_one(name: str, spec: Any) -> Any:
    advice = "export the model with a fixed input shape and an open batch"
    if spec.shape.rank is None or spec.shape.rank == 0:
        raise Refusal(Reason.UnsupportedSource, f"input {name!r} has no batch dimension; {advice}")
    if spec.dtype not in (tf.float32, tf.int32, tf.int64, tf.uint8, tf.int8, tf.bool):
        raise Refusal(
            Reason.UnsupportedSource,
            f"input {name!r} has type {spec.dtype.name}; TFLite models take float32, integers or bool",
        )
    batch, *rest = spec.shape.as_list()
    if None in rest:
        raise Refusal(
            Reason.UnsupportedSource,
            f"input {name!r} has the open shape {[batch, *rest]} (None = unknown); {advice}",
        )
    if batch not in (None, 1):
        raise Refusal(
            Reason.UnsupportedSource,
            f"input {name!r} has a fixed batch of {batch}; devices run one sample at a time: {advice}",
        )
    return tf.TensorSpec([1, *rest], spec.dtype, name=name)
