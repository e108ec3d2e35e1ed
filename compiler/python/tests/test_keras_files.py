"""Both formats of Keras become a float TFLite file that computes what the model computes."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from conftest import SHAPE, columns
from float_models import LIMIT, computes, refused, runner, small

from atoll_stage import keras_model


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_keras_files_of_both_formats(tmp_path: Path, suffix: str) -> None:
    model, images = small(), columns(1)[0]
    model.save(tmp_path / f"saved.{suffix}")
    (tmp_path / f"saved.{suffix}").rename(tmp_path / "model")
    source = keras_model.load(tmp_path / "model", LIMIT)
    assert [(i.name, i.shape) for i in source.inputs] == [("image", SHAPE)]
    found = computes(source, image=images)
    assert list(found) == ["score"]
    np.testing.assert_allclose(found["score"], model(images).numpy(), atol=1e-5)
    assert list(runner(source).get_input_details()[0]["shape_signature"]) == [1, *SHAPE]


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_keras_with_several_inputs_and_outputs(tmp_path: Path, suffix: str) -> None:
    left, right = keras.Input((3,), name="left"), keras.Input((3,), name="right-hand")
    total = keras.layers.Add(name="total")([left, right])
    gap = keras.layers.Subtract(name="gap")([left, right])
    keras.Model([left, right], [total, gap]).save(tmp_path / f"m.{suffix}")
    source = keras_model.load(tmp_path / f"m.{suffix}", LIMIT)
    assert sorted(i.name for i in source.inputs) == ["left", "right_hand"]
    one, two = np.array([[1, 2, 3]], np.float32), np.array([[4, 4, 4]], np.float32)
    found = computes(source, left=one, right_hand=two)
    assert (found["total"] == [[5, 6, 7]]).all() and (found["gap"] == [[-3, -2, -1]]).all()


def test_keras_operations_between_layers(tmp_path: Path) -> None:
    image = keras.Input((4,), name="image")
    keras.Model(image, keras.ops.maximum(keras.ops.abs(image), 2.0)).save(tmp_path / "m.keras")
    source = keras_model.load(tmp_path / "m.keras", LIMIT)
    found = computes(source, image=np.array([[-3, 1, 0, 5]], np.float32))
    assert [v.tolist() for v in found.values()] == [[[3, 2, 2, 5]]]


def test_training_with_custom_losses_is_no_obstacle(tmp_path: Path) -> None:
    model = small()
    model.compile(loss=lambda truth, found: keras.ops.mean(found - truth), optimizer="sgd")
    model.save(tmp_path / "m.h5")
    keras_model.load(tmp_path / "m.h5", LIMIT)


def test_a_circle_of_groups_ends(tmp_path: Path) -> None:
    small().save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file["model_weights/hidden/again"] = file["model_weights"]
    keras_model.load(tmp_path / "m.h5", LIMIT)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\3\4 but not really", b"\x89HDF\r\n\x1a\n\0"])
def test_what_is_no_keras_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    assert str(tmp_path) not in refused(lambda: keras_model.load(tmp_path / "m", LIMIT))


def test_weights_without_a_model(tmp_path: Path) -> None:
    small().save_weights(tmp_path / "m.weights.h5")
    assert "whole model" in refused(lambda: keras_model.load(tmp_path / "m.weights.h5", LIMIT))


def test_a_model_that_was_never_built(tmp_path: Path) -> None:
    keras.Sequential([keras.layers.Dense(2)]).save(tmp_path / "m.keras")
    assert "Input layer" in refused(lambda: keras_model.load(tmp_path / "m.keras", LIMIT))
