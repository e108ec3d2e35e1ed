"""A float model as every kind of source yields it: a function with a batch of 1."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Input

_TYPES = (tf.float32, tf.int32, tf.int64, tf.uint8, tf.int8, tf.bool)


@dataclass(frozen=True)
class Source:
    """The function to convert, the object that keeps its variables alive, and its inputs."""

    function: Any
    owner: Any
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Trouble:
    """What is said of a model that cannot be computed for one sample: what failed, what to do."""

    what: str
    advice: str


def fixed(compute: Any, owner: Any, specs: dict[str, Any], trouble: Trouble) -> Source:
    """The source that calls `compute` with the inputs of `specs` by name, their batch fixed to 1.

    `compute` returns a dict of named tensors. Refuses shapes that no device can run, and with
    `trouble` what cannot be computed with them.
    """
    if not specs:
        raise Refusal(Reason.UnsupportedSource, "the model has no inputs")
    original = {_argument(name): name for name in sorted(specs)}
    if len(original) < len(specs):
        raise Refusal(Reason.UnsupportedSource, f"the inputs {sorted(specs)} are too much alike")
    ones = {a: _with_batch_of_one(a, specs[name]) for a, name in original.items()}
    # Under names of arguments a TFLite file keeps the names of the signature.
    function = tf.function(lambda **inputs: compute(**{original[a]: v for a, v in inputs.items()}))
    inputs = tuple(
        Input(name, tuple(spec.shape[1:]), np.dtype(spec.dtype.as_numpy_dtype))
        for name, spec in ones.items()
    )
    return Source(_traced(function, ones, trouble), owner, inputs)


def _traced(function: Any, inputs: dict[str, Any], trouble: Trouble) -> Any:
    try:
        return function.get_concrete_function(**inputs)
    except (MemoryError, Refusal):
        raise
    except Exception as e:  # a model raises nearly every type for inputs that it cannot take
        raise Refusal(
            Reason.UnsupportedSource, f"{trouble.what}: {brief(e)}; {trouble.advice}"
        ) from e


def _argument(name: str) -> str:
    """The name as an argument may have it, since `scope/input` is none: `scope_input`."""
    safe = re.sub(r"\W", "_", name)
    return safe if safe.isidentifier() and not keyword.iskeyword(safe) else f"_{safe}"


def _with_batch_of_one(name: str, spec: Any) -> Any:
    advice = "export the model with a fixed input shape and an open batch"
    if spec.shape.rank is None or spec.shape.rank == 0:
        raise Refusal(Reason.UnsupportedSource, f"input {name!r} has no batch dimension; {advice}")
    if spec.dtype not in _TYPES:
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
