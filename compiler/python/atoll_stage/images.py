"""Encoded images as samples.

An image is stretched to the height and width of the model's input (bilinear, with antialiasing; no
cropping), in grey or RGB as the input has 1 or 3 channels. `pixels` says what 0 to 255 becomes; it is
asked for and never guessed, because a wrong guess would silently spoil the calibration.
"""

from __future__ import annotations

import struct

import numpy as np
import tensorflow as tf

from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Input

MAX_BYTES = 64 << 20
_MAX_PIXELS = 64_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Factor and offset of what the model takes, by the names that requests use.
_PIXELS = {"ZeroToOne": (1 / 255, 0.0), "MinusOneToOne": (1 / 127.5, -1.0), "ZeroTo255": (1.0, 0.0)}


def only_input(inputs: tuple[Input, ...]) -> Input:
    """The input that images are for; refuses models that take anything else."""
    if len(inputs) != 1 or len(inputs[0].shape) != 3 or inputs[0].shape[2] not in (1, 3):
        raise _invalid(
            "images calibrate a model with one input of shape [height, width, 1 or 3]; this one takes"
            f" {', '.join(f'{i.name!r} {i}' for i in inputs)}: give an .npz file"
        )
    return inputs[0]


def sample(name: str, content: bytes, wanted: Input, pixels: str | None) -> np.ndarray:
    """One image as the model takes it, without a batch; `name` is for the refusal."""
    if pixels is None and wanted.dtype.kind == "f":
        raise _invalid(
            "images need calibration.pixels, which says what the model was trained with:"
            " ZeroToOne, MinusOneToOne or ZeroTo255"
        )
    width, height = _size(name, content)
    if not 0 < width * height <= _MAX_PIXELS:
        raise _invalid(f"{name} has {width} x {height} pixels, more than {_MAX_PIXELS}")
    rows, columns, channels = wanted.shape
    try:
        decoded = tf.io.decode_image(content, channels=channels, expand_animations=False)
        resized = tf.image.resize(decoded, (rows, columns), method="bilinear", antialias=True)
    except (tf.errors.OpError, ValueError) as e:
        raise _invalid(f"{name} cannot be decoded ({brief(e)}); remove it or save it again") from e
    values = np.clip(resized.numpy(), 0, 255)  # the filter overshoots by a rounding
    if wanted.dtype.kind != "f":
        return np.round(values).astype(wanted.dtype)
    factor, offset = _PIXELS[pixels or "ZeroTo255"]
    return (values * np.float32(factor) + np.float32(offset)).astype(wanted.dtype)


def _size(name: str, content: bytes) -> tuple[int, int]:
    """Width and height as the header declares them, before anything is decoded."""
    try:
        if content.startswith(_PNG):
            return struct.unpack(">II", content[16:24])
        if content.startswith(_JPEG):
            return _jpeg_size(content)
    except (struct.error, IndexError) as e:
        raise _invalid(f"{name} is cut short") from e
    raise _invalid(f"{name} is neither a PNG nor a JPEG")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        # A frame begins (SOF0 to SOF15), except for the three markers that share the range.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        if length < 2:
            break
        at += 2 + length
    raise IndexError


def _invalid(message: str) -> Refusal:
    return Refusal(Reason.CalibrationInvalid, message)
