"""Nothing that a Keras file names is run, and nothing is built of it but layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import pytest
from float_models import LIMIT, declared, refused, rewritten, small

from atoll_stage import keras_model


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_a_lambda_is_never_run(tmp_path: Path, suffix: str) -> None:
    trap = tmp_path / "trapped"
    image = keras.Input((4,), name="image")

    def spring(x: Any, trap: str = str(trap)) -> Any:
        open(trap, "w").close()
        return x

    out = keras.layers.Lambda(spring, name="innocent")(image)
    keras.Model(image, out).save(tmp_path / f"m.{suffix}")
    trap.unlink(missing_ok=True)
    message = refused(lambda: keras_model.load(tmp_path / f"m.{suffix}", LIMIT))
    assert "Lambda" in message and "'innocent'" in message
    assert not trap.exists()


def test_a_custom_layer_is_named(tmp_path: Path) -> None:
    @keras.saving.register_keras_serializable(package="ours")
    class Odd(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x

    image = keras.Input((4,), name="image")
    keras.Model(image, Odd(name="strange")(image)).save(tmp_path / "m.keras")
    message = refused(lambda: keras_model.load(tmp_path / "m.keras", LIMIT))
    assert "'Odd'" in message and "'strange'" in message


HOSTILE = [
    {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"},
    {"module": "builtins", "class_name": "function", "config": "eval", "registered_name": "eval"},
    {"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": ""},
    {"module": "keras.saving", "class_name": "function", "config": "load_model"},
    {"module": "subprocess", "class_name": "Popen", "config": {"args": ["true"]}},
    {"module": "keras.src.utils", "class_name": "Dense_", "config": {}},
    {"module": "keras.src.ops.core", "class_name": "Map", "config": {}},
    {"module": "keras.src.ops.numpy", "class_name": "np", "config": {}},
    {"class_name": "__lambda__", "config": {"value": ["4wAAAAAA", None, None]}},
    {"class_name": "__typespec__", "config": [], "spec_name": "x", "module": "os"},
    {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/etc"}},
    {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
    {"module": ["os"], "class_name": "Dense", "config": {}},
    {"module": "os", "class_name": ["Dense"], "config": {}},
]


@pytest.mark.parametrize("part", HOSTILE, ids=[str(p["class_name"]) + str(p.get("config", ""))[:12] for p in HOSTILE])
def test_parts_that_are_no_layers(tmp_path: Path, part: dict[str, Any]) -> None:
    small().save(tmp_path / "m.keras")
    path = declared(
        tmp_path / "m.keras", lambda c: c["config"]["layers"][1]["config"].update(activation=part)
    )
    assert "Keras file" in refused(lambda: keras_model.load(path, LIMIT))


def test_a_configuration_that_nests_without_end(tmp_path: Path) -> None:
    small().save(tmp_path / "m.keras")
    deep = b'{"class_name":' * 200_000

    def change(parts: dict[str, bytes]) -> None:
        parts["config.json"] = deep

    path = rewritten(tmp_path / "m.keras", change)
    refused(lambda: keras_model.load(path, LIMIT))
