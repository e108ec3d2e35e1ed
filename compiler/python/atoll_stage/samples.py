"""The arrays of an .npz file, checked against the inputs of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from atoll_stage.refusal import Reason, Refusal


@dataclass(frozen=True)
class Input:
    """An input of the model: its name, shape without the batch, and type."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype

    def __str__(self) -> str:
        return f"{self.dtype}{_open(self.shape)}"


@dataclass(frozen=True)
class Samples:
    """As many samples as there are rows, each array with a row per sample."""

    arrays: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values())))

    def row(self, index: int) -> dict[str, np.ndarray]:
        """One sample with a batch of 1."""
        return {name: array[index : index + 1] for name, array in self.arrays.items()}

    def spread(self, count: int) -> Samples:
        """At most `count` samples, evenly over the file: data is often sorted by class."""
        if count >= len(self):
            return self
        rows = np.linspace(0, len(self) - 1, count).round().astype(int)
        return Samples({name: array[rows] for name, array in self.arrays.items()})


def match(arrays: dict[str, np.ndarray], inputs: Sequence[Input], reason: Reason) -> Samples:
    """The samples for these inputs; refuses what does not fit, naming the tensor."""
    found = {i.name: _checked(_pick(arrays, i, len(inputs), reason), i, reason) for i in inputs}
    lengths = {name: len(array) for name, array in found.items()}
    if len(set(lengths.values())) > 1:
        raise Refusal(reason, f"the arrays have different numbers of samples: {lengths}")
    return Samples(found)


def labels(arrays: dict[str, np.ndarray], count: int, classes: int) -> np.ndarray:
    """The integer labels [count], each below `classes`."""
    reason = Reason.EvaluationInvalid
    if "labels" not in arrays:
        raise Refusal(reason, f"array 'labels' is missing; found {sorted(arrays)}")
    found = arrays["labels"]
    if found.dtype.kind not in "iu" or found.shape != (count,):
        raise Refusal(
            reason,
            f"array 'labels' must be integers of shape [{count}], one per sample;"
            f" found {found.dtype}{list(found.shape)}",
        )
    if found.min() < 0 or found.max() >= classes:
        raise Refusal(
            reason,
            f"array 'labels' holds {found.min()} to {found.max()},"
            f" but the model tells {classes} classes apart (0 to {classes - 1})",
        )
    return found.astype(np.int64)


def _pick(arrays: dict[str, np.ndarray], wanted: Input, inputs: int, reason: Reason) -> np.ndarray:
    names = [wanted.name] if inputs > 1 else ["inputs", wanted.name, "x"]
    for name in names:
        if name in arrays:
            return arrays[name]
    raise Refusal(
        reason,
        f"no array for input {wanted.name!r} ({wanted}): expected one named"
        f" {' or '.join(repr(n) for n in names)}, found {sorted(arrays)}",
    )


def _checked(array: np.ndarray, wanted: Input, reason: Reason) -> np.ndarray:
    found = f"{array.dtype}{list(array.shape)}"
    if array.shape[1:] != wanted.shape or array.ndim == 0:
        raise Refusal(
            reason,
            f"tensor {wanted.name!r}: expected shape {_open(wanted.shape)}, found"
            f" {list(array.shape)}; give samples as the model takes them, without a batch of their own",
        )
    if len(array) == 0:
        raise Refusal(reason, f"tensor {wanted.name!r}: the file holds no samples ({found})")
    if not _fits(array.dtype, wanted.dtype):
        raise Refusal(
            reason,
            f"tensor {wanted.name!r}: expected {wanted}, found {found};"
            " give values in the units that the model takes",
        )
    converted = np.ascontiguousarray(array, dtype=wanted.dtype)
    if converted.dtype.kind == "f":
        _finite(converted, wanted, reason)
    return converted


def _fits(found: np.dtype, wanted: np.dtype) -> bool:
    """Floats of another width mean the same; integers for floats are often pixels not yet scaled."""
    return found == wanted or (found.kind == "f" and wanted.kind == "f")


def _finite(array: np.ndarray, wanted: Input, reason: Reason) -> None:
    bad = ~np.isfinite(array.reshape(len(array), -1)).all(axis=1)
    if bad.any():
        raise Refusal(
            reason,
            f"tensor {wanted.name!r}: expected numbers, found NaN or infinity in"
            f" {int(bad.sum())} of {len(array)} samples, first in sample {int(bad.argmax())}",
        )


def _open(shape: tuple[int, ...]) -> str:
    return "[" + ", ".join(["n", *map(str, shape)]) + "]"
