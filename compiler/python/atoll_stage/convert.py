"""A function → float TFLite → full 8-bit TFLite."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterator

import numpy as np
import tensorflow as tf
from tensorflow.lite.python.convert import mlir_quantize
from tensorflow.lite.python.optimize.calibrator import Calibrator, add_intermediate_tensors

from atoll_stage import names
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Samples
from atoll_stage.source import Source

_IO = {"UInt8": tf.uint8, "Int8": tf.int8, "Float32": tf.float32}
_OPERATOR = re.compile(r"'?(tf\.[A-Za-z0-9_.]+)'? op|for op:? '?([A-Z][A-Z0-9_]+)")
_OPERATORS = re.compile(r"(?:[Ff]lex|[Cc]ustom) ops?: ([\w, ]+)")


def to_float(source: Source) -> bytes:
    """Converts without any quantisation: the reference for what quantisation costs."""
    try:
        return names.as_in_signature(_converter(source).convert())
    except MemoryError:
        raise
    except Exception as e:  # the converter raises nearly every type
        raise Refusal(
            Reason.UnsupportedSource,
            f"TFLite cannot express the model{_named(e)}: {brief(e)}; replace that operation",
        ) from e


def to_int8(float_model: bytes, samples: Samples, io: str, dense: str) -> bytes:
    """Quantises weights and activations to 8 bits.

    `io` is the type of inputs and outputs, `dense` whether the weights of dense layers have one scale
    (PerTensor, all that compilers of the Edge TPU know) or one for each output (PerChannel).
    """
    return from_calibrated(calibrated(float_model, samples), io, dense)


def calibrated(float_model: bytes, samples: Samples) -> bytes:
    """The float model with the range of each activation in it, for `from_calibrated`.

    The converter does the same inside, but converts the graph once more for every quantised model;
    that takes longer than all the rest.
    """

    def calibrate() -> bytes:
        watched = add_intermediate_tensors(float_model)
        return Calibrator(watched, [], []).calibrate(lambda: _rows(samples))

    return _int8(calibrate)


def from_calibrated(content: bytes, io: str, dense: str) -> bytes:
    """Quantises with the ranges that the file holds.

    Floats only: other types of a model (indices, masks) stay what they are.
    """
    made = _int8(
        lambda: mlir_quantize(
            content,
            input_data_type=_IO[io],
            output_data_type=_IO[io],
            disable_per_channel_for_dense_layers=dense == "PerTensor",
        )
    )
    return names.as_in_signature(made)


def _int8(work: Callable[[], bytes]) -> bytes:
    try:
        return work()
    except MemoryError:
        raise
    except Exception as e:
        raise Refusal(
            Reason.NotQuantized,
            f"the model cannot be computed in 8-bit integers{_named(e)}: {brief(e)};"
            " replace that operation or leave it out of the exported signature",
        ) from e


def _converter(source: Source) -> Any:
    converter = tf.lite.TFLiteConverter.from_concrete_functions([source.function], source.owner)
    converter.allow_custom_ops = False
    return converter


def _rows(samples: Samples) -> Iterator[dict[str, np.ndarray]]:
    for index in range(len(samples)):
        yield samples.row(index)


def _named(error: Exception) -> str:
    """The operators that the converter's error names, as ` (operator …)`, or nothing."""
    text = str(error)
    found = {a or b for a, b in _OPERATOR.findall(text)}
    for listed in _OPERATORS.findall(text):
        found.update(n.strip() for n in listed.split(",") if n.strip())
    return f" (operator {', '.join(sorted(found))})" if found else ""
