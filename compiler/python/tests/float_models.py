"""Float models for tests, and what their TFLite files compute."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, Callable

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf
from conftest import SHAPE

from atoll_stage import convert
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import FrozenGraph, Port
from atoll_stage.source import Source

LIMIT = 1 << 24


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as raised:
        work()
    assert raised.value.reason is Reason.UnsupportedSource
    return raised.value.message


def runner(source: Source) -> Any:
    made = tf.lite.Interpreter(model_content=convert.to_float(source))
    made.allocate_tensors()
    return made


def computes(source: Source, **inputs: np.ndarray) -> dict[str, np.ndarray]:
    owner = runner(source)  # it keeps the weights alive, which its signature runner does not
    return owner.get_signature_runner()(**inputs)


def small(name: str = "image") -> Any:
    image = keras.Input(SHAPE, name=name)
    hidden = keras.layers.Conv2D(3, 3, activation="relu", name="hidden")(image)
    score = keras.layers.Dense(4, name="score")(keras.layers.Flatten()(hidden))
    return keras.Model(image, score)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {e: archive.read(e) for e in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def declared(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The file with another configuration, as if its layers were others."""
    if path.suffix == ".h5":
        with h5py.File(path, "a") as file:
            config = json.loads(file.attrs["model_config"])
            change(config)
            file.attrs["model_config"] = json.dumps(config)
        return path

    def replace(parts: dict[str, bytes]) -> None:
        config = json.loads(parts["config.json"])
        change(config)
        parts["config.json"] = json.dumps(config).encode()

    return rewritten(path, replace)


def frozen(graph: Path, **changes: Any) -> FrozenGraph:
    parts: dict[str, Any] = dict(
        path=graph, inputs=(Port("net/image", (-1, 4, 4, 1)),), outputs=("net/score",)
    )
    return FrozenGraph(**(parts | changes))
