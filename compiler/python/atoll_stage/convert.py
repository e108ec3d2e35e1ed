"""A function → float TFLite → full 8-bit TFLite."""

from __future__ import annotations

import logging
import re
from typing import Any, Callable, Iterator

import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.python.convert import mlir_quantize
from tensorflow.lite.python.optimize.calibrator import Calibrator, add_intermediate_tensors

from atoll_stage import names, sizes
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Samples
from atoll_stage.source import Source

_LOG = logging.getLogger(__name__)
_WIDEST = float(np.finfo(np.float32).max)
_SIGNATURE = "serving_default"  # TensorFlow's own name for it
_IO = {"UInt8": tf.uint8, "Int8": tf.int8, "Float32": tf.float32}
_OPERATOR = re.compile(r"'?(tf\.[A-Za-z0-9_.]+)'? op|for op:? '?([A-Z][A-Z0-9_]+)")
_OPERATORS = re.compile(r"(?:[Ff]lex|[Cc]ustom) ops?: ([\w, ]+)")


def to_float(source: Source) -> bytes:
    """Converts without any quantisation: the reference for what quantisation costs."""
    content = _converted(source)
    sizes.check(content)
    return content


def _converted(source: Source) -> bytes:
    try:
        return _frozen(source) or names.as_in_signature(_converter(source).convert())
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

    calibrator = _int8(lambda: Calibrator(add_intermediate_tensors(float_model), [], []))
    try:
        found = calibrator.calibrate(lambda: _rows(samples))
    except (RuntimeError, ValueError) as e:
        raise Refusal(
            Reason.CalibrationInvalid,
            f"the float model cannot be run on the calibration data: {brief(e)}; give values that the"
            " model takes",
        ) from e
    _bounded(schema.Model.GetRootAsModel(found, 0))
    return found


def _bounded(model: schema.Model) -> None:
    """Refuses activations without bounds: the quantiser does not, it crashes."""
    graph = model.Subgraphs(0)
    for index in range(graph.TensorsLength()):
        tensor = graph.Tensors(index)
        seen = tensor.Quantization()
        if seen is None or seen.MinIsNone() or seen.MaxIsNone():
            continue
        low, high = float(seen.Min(0)), float(seen.Max(0))
        if not high - low <= _WIDEST:
            name = (tensor.Name() or b"").decode("utf-8", errors="replace")[:80]
            raise Refusal(
                Reason.NotQuantized,
                f"{name!r} takes values from {low} to {high} for the calibration data, which 8 bits"
                " cannot hold: keep it finite, for instance with tf.clip_by_value, or mask with a"
                " number like -10 instead of minus infinity",
            )


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


def _int8(work: Callable[[], Any]) -> Any:
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


def _frozen(source: Source) -> bytes | None:
    """Converts the graph with its variables as constants; None for a graph that cannot be so.

    The converter's usual way writes a SavedModel and reads it twice, which takes longer than the
    conversion. It is needed only for what no constant can stand for: variables that the model writes,
    tables.
    """
    converter = _converter(source)
    converter.experimental_lower_to_saved_model = False
    try:
        return names.signed(converter.convert(), _SIGNATURE, *_ports(source))
    except MemoryError:
        raise
    except Exception as e:  # nearly every type; the usual way says it better if it fails as well
        _LOG.info("the graph cannot be frozen: %s", brief(e))
        return None


def _ports(source: Source) -> tuple[list[str], list[str]]:
    """The names of inputs and outputs in the order of the function's tensors."""
    given = source.function.inputs[: len(source.inputs)]
    inputs = [tensor.op.get_attr("_user_specified_name").decode() for tensor in given]
    if sorted(inputs) != sorted(i.name for i in source.inputs):
        raise ValueError(f"the function takes {inputs}")
    return inputs, sorted(source.function.structured_outputs)


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
