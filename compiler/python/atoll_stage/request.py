"""The request file: what to convert and how. Written by the pipeline, so a fault in it is a bug."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
class Request:
    """Everything one run from a SavedModel needs; `io` is `UInt8`, `Int8` or `Float32`."""

    saved_model: Path
    signature: str | None
    tags: tuple[str, ...] | None
    calibration: Path
    calibration_samples: int
    io: str
    evaluation: Evaluation | None
    golden_samples: int
    golden_seed: int
    worst_examples: int
    max_npz_bytes: int
    output: Path

    @staticmethod
    def of(body: dict[str, Any]) -> Request:
        """Raises KeyError or ValueError when it is not one of ours."""
        if body["io"] not in ("UInt8", "Int8", "Float32"):
            raise ValueError(f"io {body['io']!r} is unknown")
        tags = body.get("tags")
        return Request(
            saved_model=Path(body["savedModel"]),
            signature=body.get("signature"),
            tags=tuple(tags) if tags else None,
            calibration=Path(body["calibration"]["path"]),
            calibration_samples=int(body["calibration"]["samples"]),
            io=body["io"],
            **_common(body),
        )


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
    if body["metric"] not in ("Top1", "Top5"):
        raise ValueError(f"metric {body['metric']!r} is unknown")
    return Evaluation(Path(body["path"]), body["metric"])
