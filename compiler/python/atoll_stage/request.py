"""The request file: what to convert and how. Written by the pipeline, so a fault in it is a bug."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

PIXELS = ("ZeroToOne", "MinusOneToOne", "ZeroTo255")


@dataclass(frozen=True)
class Evaluation:
    """Labelled data and the metric to measure on it (`Top1` or `Top5`)."""

    path: Path
    metric: str


@dataclass(frozen=True)
class FileRequest:
    """What a run needs for a .tflite file that is quantised already."""

    tflite: Path
    evaluation: Evaluation | None
    golden_samples: int
    golden_seed: int
    worst_examples: int
    max_npz_bytes: int
    output: Path

    @staticmethod
    def of(body: dict[str, Any]) -> FileRequest:
        """Raises KeyError or ValueError when it is not one of ours."""
        return FileRequest(tflite=Path(body["tflite"]), **_common(body))


@dataclass(frozen=True)
class CompareRequest:
    """Two .tflite files that should compute the same; see compare.py."""

    first: Path
    second: Path
    samples: int
    seed: int
    evaluation: Evaluation | None
    worst_examples: int
    max_npz_bytes: int

    @staticmethod
    def of(body: dict[str, Any]) -> CompareRequest:
        """Raises KeyError or ValueError when it is not one of ours."""
        samples = int(body["samples"])
        if samples < 1:
            raise ValueError(f"{samples} samples compare nothing")
        return CompareRequest(
            first=Path(body["first"]),
            second=Path(body["second"]),
            samples=samples,
            seed=int(body["seed"]),
            evaluation=_evaluation(body.get("evaluation")),
            worst_examples=int(body.get("worstExamples", 0)),
            max_npz_bytes=int(body.get("maxNpzBytes", 0)),
        )


def read_compare(file: Path) -> CompareRequest:
    """Reads the JSON file; raises KeyError or ValueError when it is not one of ours."""
    return CompareRequest.of(json.loads(file.read_text(encoding="utf-8")))


def read(file: Path) -> Request | FileRequest:
    """Reads the JSON file; raises KeyError or ValueError when it is not one of ours."""
    body = json.loads(file.read_text(encoding="utf-8"))
    return FileRequest.of(body) if "tflite" in body else Request.of(body)


@dataclass(frozen=True)
class SavedModel:
    """A SavedModel folder; without a signature the usual one, without tags those for serving."""

    path: Path
    signature: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Keras:
    """A .keras archive or a Keras HDF5 file."""

    path: Path


@dataclass(frozen=True)
class Port:
    """An input of a frozen graph: a node's name, and its shape with -1 for an open batch."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class FrozenGraph:
    """A GraphDef file without variables, and which of its nodes are the edges of the model."""

    path: Path
    inputs: tuple[Port, ...]
    outputs: tuple[str, ...]


FloatModel = SavedModel | Keras | FrozenGraph


@dataclass(frozen=True)
class Calibration:
    """Representative samples; `pixels` says what images are turned into (see images.py)."""

    path: Path
    samples: int
    pixels: str | None = None


@dataclass(frozen=True)
class Budget:
    """How much may be tried when quantisation costs more than `max_drop` (a share, exact)."""

    max_drop: Fraction | None = None
    attempts: int = 6
    seconds: float = 600.0


@dataclass(frozen=True)
class Request:
    """Everything one run from a float model needs.

    `io` is `UInt8`, `Int8` or `Float32`; `dense` is `PerTensor`, `PerChannel`, or None when
    nobody cares: then it begins per tensor and per channel may be tried.
    """

    model: FloatModel
    calibration: Calibration
    io: str
    evaluation: Evaluation | None
    golden_samples: int
    golden_seed: int
    worst_examples: int
    max_npz_bytes: int
    output: Path
    dense: str | None = None
    budget: Budget = Budget()

    @staticmethod
    def of(body: dict[str, Any]) -> Request:
        """Raises KeyError or ValueError when it is not one of ours."""
        calibration = body["calibration"]
        dense = body.get("denseWeights")
        return Request(
            model=_float_model(body),
            calibration=Calibration(
                Path(calibration["path"]),
                int(calibration["samples"]),
                _one_of(calibration.get("pixels"), "pixels", None, *PIXELS),
            ),
            io=_one_of(body["io"], "io", "UInt8", "Int8", "Float32"),
            dense=_one_of(dense, "denseWeights", None, "PerTensor", "PerChannel"),
            budget=_budget(body.get("budget")),
            **_common(body),
        )


def _float_model(body: dict[str, Any]) -> FloatModel:
    if "keras" in body:
        return Keras(Path(body["keras"]))
    if "frozenGraph" in body:
        graph = body["frozenGraph"]
        inputs = tuple(Port(i["name"], tuple(map(int, i["shape"]))) for i in graph["inputs"])
        return FrozenGraph(Path(graph["path"]), inputs, tuple(graph["outputs"]))
    tags = body.get("tags")
    return SavedModel(Path(body["savedModel"]), body.get("signature"), tuple(tags) if tags else None)


def _budget(body: dict[str, Any] | None) -> Budget:
    if body is None:
        return Budget()
    drop = body.get("maxDrop")
    return Budget(
        None if drop is None else Fraction(drop), int(body["attempts"]), float(body["seconds"])
    )


def _one_of(value: Any, what: str, *allowed: Any) -> Any:
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is unknown")
    return value


def _common(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "evaluation": _evaluation(body.get("evaluation")),
        "golden_samples": int(body["golden"]["samples"]),
        "golden_seed": int(body["golden"]["seed"]),
        "worst_examples": int(body["worstExamples"]),
        "max_npz_bytes": int(body["maxNpzBytes"]),
        "output": Path(body["output"]),
    }


def _evaluation(body: dict[str, Any] | None) -> Evaluation | None:
    if body is None:
        return None
    return Evaluation(Path(body["path"]), _one_of(body["metric"], "metric", "Top1", "Top5"))
