"""The whole stage on a tiny model, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
import tensorflow as tf
from conftest import brightest_column, columns, computes_golden, export

from atoll_stage import run as stage
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import Calibration, Evaluation, Request, SavedModel

Make = Callable[..., Request]


def quiet(_: str) -> None:
    pass


def refused(request: Request) -> Refusal:
    with pytest.raises(Refusal) as raised:
        stage.run(request, quiet)
    return raised.value


def interpreter(request: Request) -> Any:
    made = tf.lite.Interpreter(str(request.output / "model.tflite"))
    made.allocate_tensors()
    return made


def test_converts_quantises_and_evaluates(make_request: Make) -> None:
    steps: list[str] = []
    request = make_request()
    result = stage.run(request, steps.append)
    assert steps == ["convert", "quantise", "evaluate"]
    found = result["evaluation"]
    assert (found["samples"], found["float"], found["quantized"]) == (24, 24, 24)
    assert [c["samples"] for c in found["classes"]] == [6, 6, 6, 6]
    assert found["worst"] == []
    model = interpreter(request)
    image, score = model.get_input_details()[0], model.get_output_details()[0]
    assert (image["name"], image["dtype"], list(image["shape"])) == ("image", np.uint8, [1, 4, 4, 1])
    assert (score["name"], score["dtype"]) == ("score", np.uint8)


def test_equal_inputs_give_equal_bytes(make_request: Make, tmp_path: Path) -> None:
    first, second = make_request(), make_request(output=tmp_path / "again")
    assert stage.run(first, quiet) == stage.run(second, quiet)
    for name in ("float.tflite", "model.tflite", "golden.json"):
        assert (first.output / name).read_bytes() == (second.output / name).read_bytes()


@pytest.mark.parametrize("io", ["UInt8", "Int8", "Float32"])
def test_golden_samples_are_what_the_model_computes(make_request: Make, io: str) -> None:
    request = make_request(io=io, evaluation=None)
    stage.run(request, quiet)
    golden = json.loads((request.output / "golden.json").read_text())
    computes_golden(interpreter(request), golden)
    assert ("toleranceFloat" in golden) == (io == "Float32")
    assert golden.get("toleranceFloat", 1) > 0


def test_shuffled_labels_show_as_low_accuracy(make_request: Make, tmp_path: Path) -> None:
    images, labels = columns(24)
    np.savez(tmp_path / "wrong.npz", inputs=images, labels=(labels + 1) % 4)
    request = make_request(evaluation=Evaluation(tmp_path / "wrong.npz", "Top1"))
    found = stage.run(request, quiet)["evaluation"]
    assert (found["quantized"], found["agreement"]) == (0, 24)
    assert len(found["worst"]) == 5
    assert found["worst"][0]["label"] != found["worst"][0]["quantized"]


def test_a_folder_without_a_model(make_request: Make, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("hello")
    found = refused(make_request(model=SavedModel(tmp_path / "notes")))
    assert found.reason is Reason.UnsupportedSource
    assert "saved_model.pb" in found.message


def test_a_broken_model_file(make_request: Make, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "saved_model.pb").write_bytes(b"\x00not a protocol buffer\xff" * 9)
    found = refused(make_request(model=SavedModel(tmp_path / "broken")))
    assert found.reason is Reason.UnsupportedSource
    assert str(tmp_path) not in found.message


def test_a_signature_that_is_not_there(make_request: Make, classifier: Path) -> None:
    found = refused(make_request(model=SavedModel(classifier, signature="predict")))
    assert found.reason is Reason.UnsupportedSource
    assert "'predict'" in found.message and "serving_default" in found.message


def test_an_open_shape(make_request: Make, tmp_path: Path) -> None:
    model = export(tmp_path / "open", tf.abs, shape=(None, None, 4, 1))
    found = refused(make_request(model=SavedModel(model)))
    assert found.reason is Reason.UnsupportedSource
    assert "None" in found.message


def test_a_fixed_batch(make_request: Make, tmp_path: Path) -> None:
    model = export(tmp_path / "eight", brightest_column, shape=(8, 4, 4, 1))
    found = refused(make_request(model=SavedModel(model)))
    assert found.reason is Reason.UnsupportedSource
    assert "batch of 8" in found.message


def test_an_operation_that_tflite_lacks(make_request: Make, tmp_path: Path) -> None:
    model = export(tmp_path / "bessel", tf.math.bessel_i0e)
    found = refused(make_request(model=SavedModel(model), evaluation=None))
    assert found.reason is Reason.UnsupportedSource
    assert "BesselI0e" in found.message


def test_calibration_of_another_shape(make_request: Make, tmp_path: Path) -> None:
    np.savez(tmp_path / "flat.npz", inputs=np.zeros((5, 16), np.float32))
    found = refused(make_request(calibration=Calibration(tmp_path / "flat.npz", 12)))
    assert found.reason is Reason.CalibrationInvalid
    assert "'image'" in found.message
    assert "[n, 4, 4, 1]" in found.message and "[5, 16]" in found.message


def test_labels_beyond_the_classes(make_request: Make, tmp_path: Path) -> None:
    images, labels = columns(8)
    np.savez(tmp_path / "far.npz", inputs=images, labels=labels + 7)
    found = refused(make_request(evaluation=Evaluation(tmp_path / "far.npz", "Top1")))
    assert found.reason is Reason.EvaluationInvalid
    assert "4 classes" in found.message


def test_top5_of_few_classes(make_request: Make) -> None:
    request = make_request()
    assert request.evaluation
    top5 = replace(request, evaluation=replace(request.evaluation, metric="Top5"))
    assert refused(top5).reason is Reason.EvaluationInvalid


def looked_up(folder: Path) -> Path:
    """A model that takes the numbers of four rows in a table of eight."""
    table = tf.constant(np.eye(8, 4, dtype=np.float32) + 0.1)

    def compute(image: Any) -> Any:
        return tf.reduce_sum(tf.gather(table, image), axis=1)

    module = tf.Module()
    spec = tf.TensorSpec((None, 4), tf.int32, name="image")
    function = tf.function(lambda image: {"score": compute(image)}, input_signature=[spec])
    tf.saved_model.save(module, str(folder), signatures={"serving_default": function})
    return folder


@pytest.mark.parametrize("bad", ["calibration", "evaluation"])
def test_data_that_the_model_cannot_take(make_request: Make, tmp_path: Path, bad: str) -> None:
    good = np.arange(48, dtype=np.int32).reshape(12, 4) % 8
    far = good.copy()
    far[7, 2] = 1_000_000
    labels = np.arange(12) % 4
    for name in ("calibration", "evaluation"):
        np.savez(tmp_path / f"{name}.npz", inputs=far if name == bad else good, labels=labels)
    found = refused(make_request(model=SavedModel(looked_up(tmp_path / "model"))))
    assert found.reason.value == bad.capitalize() + "Invalid"
    assert bad == "calibration" or "sample 7" in found.message


def test_golden_samples_of_a_large_model_are_fewer(make_request: Make, tmp_path: Path) -> None:
    side = 1300  # 6.8 MB in, as much out
    model = export(tmp_path / "large", lambda image: image * 0.5, shape=(1, side, side, 1))
    generator = np.random.Generator(np.random.PCG64(3))
    np.savez(tmp_path / "c.npz", inputs=generator.random((2, side, side, 1), np.float32))
    request = make_request(
        model=SavedModel(model),
        calibration=Calibration(tmp_path / "c.npz", 2),
        evaluation=None,
        io="Float32",
        max_npz_bytes=1 << 26,
    )
    stage.run(request, quiet)
    golden = (request.output / "golden.json").read_bytes()
    assert len(golden) <= 32 << 20, "what an artifact may hold"
    assert len(json.loads(golden)["samples"]) == 1


def test_a_model_whose_samples_no_artifact_can_hold(make_request: Make, tmp_path: Path) -> None:
    side = 2100  # 17.6 MB
    model = export(tmp_path / "large", lambda image: image * 0.5, shape=(1, side, side, 1))
    np.savez(tmp_path / "c.npz", inputs=np.linspace(0, 1, side * side, dtype=np.float32).reshape(1, side, side, 1))
    request = make_request(
        model=SavedModel(model),
        calibration=Calibration(tmp_path / "c.npz", 2),
        evaluation=None,
        io="Float32",
        max_npz_bytes=1 << 26,
    )
    found = refused(request)
    assert found.reason is Reason.UnsupportedSource
    assert "'image'" in found.message and "16777216" in found.message


@pytest.mark.parametrize("low", [-np.inf, -3e38])
def test_an_activation_without_bounds(make_request: Make, tmp_path: Path, low: float) -> None:
    """TensorFlow's quantiser ends the process on it."""

    model = export(tmp_path / "masked", lambda i: brightest_column(tf.where(i > 0.1, i * 3e38, low)))
    found = refused(make_request(model=SavedModel(model), evaluation=None))
    assert found.reason is Reason.NotQuantized
    assert "cannot hold" in found.message and ("inf" in found.message or "e+38" in found.message)


def test_an_output_of_a_type_that_no_request_has(make_request: Make, tmp_path: Path) -> None:
    model = export(tmp_path / "wide", lambda i: tf.cast(tf.argmax(i[:, :, 0, 0], axis=1), tf.uint32))
    found = refused(make_request(model=SavedModel(model), evaluation=None))
    assert found.reason is Reason.UnsupportedSource
    assert "'score' uint32" in found.message
