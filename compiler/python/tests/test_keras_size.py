"""Keras files that would take more memory or disk than they may, or weights that are not theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import h5py
import keras
import pytest
from float_models import LIMIT, declared, refused, rewritten, small

from atoll_stage import convert, keras_model, keras_size


def test_an_archive_that_unpacks_to_much(tmp_path: Path) -> None:
    small().save(tmp_path / "m.keras")

    def change(parts: dict[str, bytes]) -> None:
        parts["model.weights.h5"] = b"\0" * (LIMIT + 1)

    path = rewritten(tmp_path / "m.keras", change)
    assert path.stat().st_size < LIMIT / 10
    assert "unpacks" in refused(lambda: keras_model.load(path, LIMIT))


def layer(config: dict[str, Any], name: str) -> dict[str, Any]:
    return next(n["config"] for n in config["config"]["layers"] if n["config"]["name"] == name)


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_layers_that_would_fill_the_memory(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small().save(tmp_path / f"m.{suffix}")

    def never(*arguments: Any, **named: Any) -> Any:
        raise AssertionError("Keras would have allocated it")

    monkeypatch.setattr(keras.saving, "load_model", never)
    path = declared(
        tmp_path / f"m.{suffix}", lambda c: layer(c, "score").update(units=100_000_000_000)
    )
    message = refused(lambda: keras_model.load(path, LIMIT))
    # 2 x 2 x 3 inputs of a dense layer, and a bias.
    assert "score" in message and "1300000000030" in message and "holds" in message


def test_many_layers_that_would_fill_the_memory_together(tmp_path: Path) -> None:
    image = keras.Input((4,), name="image")
    found = image
    for number in range(40):
        found = keras.layers.Dense(2, name=f"d{number}")(found)
    keras.Model(image, found).save(tmp_path / "m.keras")

    def grow(config: dict[str, Any]) -> None:
        for number in range(39):
            layer(config, f"d{number}").update(units=4000)
        for node in config["config"]["layers"][2:]:
            node["build_config"]["input_shape"] = [None, 4000]

    path = declared(tmp_path / "m.keras", grow)
    message = refused(lambda: keras_model.load(path, LIMIT))
    assert "608180002 weights" in message, message


def test_a_layer_that_enlarges_beyond_measure(tmp_path: Path) -> None:
    image = keras.Input((4, 4, 1), name="image")
    large = keras.layers.UpSampling2D(20_000, name="enlarged")(image)
    keras.Model(image, keras.layers.GlobalMaxPooling2D()(large)).save(tmp_path / "m.keras")
    source = keras_model.load(tmp_path / "m.keras", LIMIT)
    message = refused(lambda: convert.to_float(source))
    assert "enlarged" in message and "25600000000 bytes" in message


def test_weights_that_layers_share_are_counted_once(tmp_path: Path) -> None:
    image = keras.Input((1200,), name="image")
    shared = keras.layers.Dense(1200, name="shared")
    inner = keras.Model(image, shared(image), name="inner")
    outer = keras.Input((1200,), name="outer")
    keras.Model(outer, shared(inner(shared(outer)))).save(tmp_path / "m.keras")
    assert 1200 * 1200 > keras_size._SLACK
    keras_model.load(tmp_path / "m.keras", LIMIT)


def test_every_layer_that_draws_numbers_is_measured(tmp_path: Path) -> None:
    image = keras.Input((6, 8), name="image")
    found = keras.layers.GRU(5, return_sequences=True)(keras.layers.Dropout(0.5)(image))
    found = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True))(found)
    found = keras.layers.MultiHeadAttention(2, 3)(found, found)
    found = keras.layers.BatchNormalization()(keras.layers.GaussianNoise(1.0)(found))
    model = keras.Model(image, found)
    sizes = keras_size._sizes(keras.saving.serialize_keras_object(model))
    assert sum(size for _, size in sizes) == model.count_params()


def weights(tmp_path: Path, change: Callable[[Any], None]) -> str:
    """What is said of a .keras file whose weights file was changed."""
    small().save(tmp_path / "m.keras")

    def replace(parts: dict[str, bytes]) -> None:
        (tmp_path / "w.h5").write_bytes(parts["model.weights.h5"])
        with h5py.File(tmp_path / "w.h5", "a") as file:
            change(file)
        parts["model.weights.h5"] = (tmp_path / "w.h5").read_bytes()

    path = rewritten(tmp_path / "m.keras", replace)
    return refused(lambda: keras_model.load(path, LIMIT))


def test_weights_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\1" * 400)

    def external(file: Any) -> None:
        del file["layers/dense/vars/1"]
        where = [(str(tmp_path / "secret"), 0, 16)]
        file.create_dataset("layers/dense/vars/1", (4,), "f4", external=where)

    assert "another file" in weights(tmp_path, external)


def test_a_link_to_another_file(tmp_path: Path) -> None:
    def link(file: Any) -> None:
        file["layers/other"] = h5py.ExternalLink("/etc/other.h5", "/x")

    assert "link" in weights(tmp_path, link)


def test_terabytes_that_were_never_written(tmp_path: Path) -> None:
    def declare(file: Any) -> None:
        file.create_dataset("layers/huge", (1 << 40,), "f4", chunks=(1 << 10,))

    assert "unpack to more" in weights(tmp_path, declare)
