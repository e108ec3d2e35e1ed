"""Running a .tflite file with the real interpreter, in the units of the SavedModel."""

from __future__ import annotations

import enum
import platform
from typing import Any

import numpy as np

# Not from `tensorflow`: see light.py.
from tensorflow.lite.python.interpreter import Interpreter, OpResolverType

from atoll_stage import light
from atoll_stage.samples import Input


def kernels() -> str:
    """The set of kernels that computed the outputs, for people who compare two machines."""
    release = ".".join(light.version().split(".")[:2])
    return f"TfLite {release} XNNPACK {platform.machine()}"


class Resolver(enum.Enum):
    """Which kernels run: those that devices use (XNNPACK where it can), or TFLite's own alone."""

    XNNPACK = OpResolverType.AUTO
    TfLite = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES


class Model:
    """One interpreter with a batch of 1; quantises inputs and dequantises outputs itself."""

    def __init__(
        self, content: bytes, threads: int, resolver: Resolver = Resolver.XNNPACK
    ) -> None:
        self._interpreter = Interpreter(
            model_content=content,
            num_threads=threads,
            experimental_op_resolver_type=resolver.value,
        )
        self._interpreter.allocate_tensors()
        self.inputs: list[dict[str, Any]] = self._interpreter.get_input_details()
        self.outputs: list[dict[str, Any]] = self._interpreter.get_output_details()

    def input(self, wanted: Input) -> dict[str, Any]:
        """The tensor of this name, or the one that the signature calls so."""
        for details in self.inputs:
            if details["name"] == wanted.name:
                return details
        runners = self._interpreter.get_signature_list()
        if runners:
            details = self._interpreter.get_signature_runner(next(iter(runners))).get_input_details()
            index = details[wanted.name]["index"]
            return next(d for d in self.inputs if d["index"] == index)
        raise KeyError(wanted.name)

    def span(self, tensor: dict[str, Any]) -> tuple[float, float]:
        """The real numbers that a float input is quantised to; 0 to 1 when nothing says so."""
        for operator in self._interpreter._get_ops_details():
            if tensor["index"] in operator["inputs"] and operator["op_name"] == "QUANTIZE":
                inner = int(operator["outputs"][0])
                details = self._interpreter.get_tensor_details()
                scale, zero = next(d["quantization"] for d in details if d["index"] == inner)
                dtype = next(np.dtype(d["dtype"]) for d in details if d["index"] == inner)
                limits = np.iinfo(dtype)
                return float(scale * (limits.min - zero)), float(scale * (limits.max - zero))
        return 0.0, 1.0

    def raw(self, values: dict[int, np.ndarray]) -> list[np.ndarray]:
        """Runs with tensors exactly as the file takes them, by index."""
        for index, value in values.items():
            self._interpreter.set_tensor(index, value)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(d["index"]) for d in self.outputs]

    def run(self, values: dict[int, np.ndarray]) -> list[np.ndarray]:
        """Runs with real numbers in and out; integers that are not quantised pass as they are."""
        quantised = {d["index"]: _quantised(values[d["index"]], d) for d in self.inputs}
        return [_real(o, d) for o, d in zip(self.raw(quantised), self.outputs)]

    def step(self, output: dict[str, Any]) -> float:
        """The size of one quantisation step behind an output; 0 when it is not quantised."""
        if output["quantization"][0]:
            return float(output["quantization"][0])
        for operator in self._interpreter._get_ops_details():
            if output["index"] in operator["outputs"] and operator["op_name"] == "DEQUANTIZE":
                inner = int(operator["inputs"][0])
                details = self._interpreter.get_tensor_details()
                return next(float(d["quantization"][0]) for d in details if d["index"] == inner)
        return 0.0


def _quantised(value: np.ndarray, tensor: dict[str, Any]) -> np.ndarray:
    scale, zero = tensor["quantization"]
    dtype = np.dtype(tensor["dtype"])
    if not scale or value.dtype == dtype:
        return value.astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(np.round(value / scale) + zero, limits.min, limits.max).astype(dtype)


def _real(value: np.ndarray, tensor: dict[str, Any]) -> np.ndarray:
    scale, zero = tensor["quantization"]
    if not scale:
        return value
    return (value.astype(np.float32) - np.float32(zero)) * np.float32(scale)
