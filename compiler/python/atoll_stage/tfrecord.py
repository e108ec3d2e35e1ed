"""TFRecord files of tf.train.Example: a feature per input of the model, by its name.

A feature is a list of numbers (as many as the input has), or one encoded image. Lengths are compared
with the file before TensorFlow's reader, which allocates what a record declares, sees it.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Iterator

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError

from atoll_stage import images
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Input

_LENGTH, _CHECKSUM = 8, 4
_MAX_RECORDS = 10_000_000


def is_tfrecord(path: Path) -> bool:
    """Whether the first record fits into the file and is an Example or nothing at all."""
    try:
        next(_lengths(path))
    except (Refusal, StopIteration):
        return False
    return True


def count(path: Path) -> int:
    """How many records there are; refuses a file whose records do not fill it exactly."""
    total = 0
    for _ in _lengths(path):
        total += 1
        if total > _MAX_RECORDS:
            raise _invalid(f"the file holds more than {_MAX_RECORDS} records")
    return total


def read(
    path: Path, wanted: set[int], inputs: tuple[Input, ...], pixels: str | None
) -> Iterator[dict[str, np.ndarray]]:
    """The samples of the records with these numbers, in order."""
    last = max(wanted, default=-1)
    try:
        for number, record in enumerate(tf.data.TFRecordDataset(str(path))):
            if number > last:
                return
            if number in wanted:
                yield _sample(number, record.numpy(), inputs, pixels)
    except tf.errors.OpError as e:
        raise _invalid(f"the file is damaged ({brief(e)}); write it again") from e


def _lengths(path: Path) -> Iterator[int]:
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at < size:
            file.seek(at)
            head = file.read(_LENGTH)
            if len(head) < _LENGTH:
                raise _invalid("the file ends within a record; upload it again")
            length = struct.unpack("<Q", head)[0]
            end = at + _LENGTH + _CHECKSUM + length + _CHECKSUM
            if length > images.MAX_BYTES or end > size:
                raise _invalid(
                    f"a record at byte {at} declares {length} bytes, more than there are or than the"
                    f" limit of {images.MAX_BYTES}; write uncompressed TFRecord files of"
                    " tf.train.Example"
                )
            yield length
            at = end


def _sample(
    number: int, record: bytes, inputs: tuple[Input, ...], pixels: str | None
) -> dict[str, np.ndarray]:
    try:
        features = tf.train.Example.FromString(record).features.feature
    except DecodeError as e:
        raise _invalid(f"record {number} is no tf.train.Example") from e
    found = {}
    for wanted in inputs:
        if wanted.name not in features:
            raise _invalid(
                f"record {number} has no feature {wanted.name!r}, as the model's input ({wanted}) is"
                f" called; it has {sorted(features)[:10]}"
            )
        found[wanted.name] = _value(number, features[wanted.name], wanted, inputs, pixels)
    return found


def _value(
    number: int, feature: tf.train.Feature, wanted: Input, inputs: tuple, pixels: str | None
) -> np.ndarray:
    what = f"feature {wanted.name!r} of record {number}"
    kind = feature.WhichOneof("kind")
    if kind == "bytes_list":
        if len(feature.bytes_list.value) != 1:
            raise _invalid(f"{what} has {len(feature.bytes_list.value)} values, not one image")
        return images.sample(what, feature.bytes_list.value[0], images.only_input(inputs), pixels)
    values = feature.float_list.value if kind == "float_list" else feature.int64_list.value
    if (kind == "float_list") != (wanted.dtype.kind == "f"):
        raise _invalid(f"{what} holds {kind or 'nothing'}, but the model takes {wanted}")
    if len(values) != int(np.prod(wanted.shape)):
        raise _invalid(f"{what} has {len(values)} numbers, but the model takes {wanted}")
    if wanted.dtype.kind in "iu":
        limits, found = np.iinfo(wanted.dtype), (min(values, default=0), max(values, default=0))
        if found[0] < limits.min or found[1] > limits.max:
            raise _invalid(f"{what} holds {found[0]} to {found[1]}, but the model takes {wanted}")
    return np.array(values, dtype=wanted.dtype).reshape(wanted.shape)


def _invalid(message: str) -> Refusal:
    return Refusal(Reason.CalibrationInvalid, message)
