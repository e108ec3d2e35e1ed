"""Quantisation that fails at first: what is tried, what rescues, and when nothing does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from atoll_stage import convert, evaluate, ranges, split
from atoll_stage import run as stage
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import Budget, Calibration, Evaluation, Keras, Request
from atoll_stage.samples import Samples
from atoll_stage.source import Source

CLASSES, FEATURES = 4, 13


def data(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points around four centres that overlap a little."""
    generator = np.random.Generator(np.random.PCG64(seed))
    centres = np.random.Generator(np.random.PCG64(7)).normal(0, 1, (CLASSES, FEATURES))
    labels = np.arange(count) % CLASSES
    points = centres[labels] + generator.normal(0, 0.45, (count, FEATURES))
    points[:, -1] = 0  # a sensor that nobody connected
    return points.astype(np.float32), labels


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A classifier that was really trained, and is right nearly always."""
    keras.utils.set_random_seed(1)
    points, labels = data(600, 1)
    model = keras.Sequential(
        [
            keras.Input((FEATURES,), name="point"),
            keras.layers.Dense(24, activation="relu", name="hidden"),
            keras.layers.Dense(CLASSES, name="score"),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(0.02))
    model.fit(points, labels, epochs=12, batch_size=64, verbose=0)
    return model


@pytest.fixture
def ask(tmp_path: Path, trained: Any) -> Callable[..., Request]:
    """A request for the trained model; `samples` is the array in its file."""

    def make(samples: np.ndarray, model: Any = trained, **changes: Any) -> Request:
        points, labels = data(400, 2)
        model.save(tmp_path / "m.keras")
        np.savez(tmp_path / "c.npz", inputs=samples)
        np.savez(tmp_path / "e.npz", inputs=points, labels=labels)
        parts: dict[str, Any] = dict(
            model=Keras(tmp_path / "m.keras"),
            calibration=Calibration(tmp_path / "c.npz", 50),
            io="Int8",
            evaluation=Evaluation(tmp_path / "e.npz", "Top1"),
            golden_samples=2,
            golden_seed=1,
            worst_examples=5,
            max_npz_bytes=1 << 24,
            output=tmp_path / "out",
            budget=Budget(Fraction("0.02")),
        )
        return Request(**(parts | changes))

    return make


def run(request: Request) -> tuple[dict[str, Any], list[str]]:
    steps: list[str] = []
    return stage.run(request, steps.append), steps


def names(result: dict[str, Any]) -> list[str]:
    return [a["what"] for a in result["search"]["attempts"]]


def test_nothing_is_tried_when_the_first_is_good_enough(ask: Callable[..., Request]) -> None:
    result, steps = run(ask(data(100, 3)[0]))
    assert result["search"] is None
    assert result["evaluation"]["samples"] == 400
    assert steps == ["convert", "quantise", "evaluate"]


def test_outliers_are_left_out(ask: Callable[..., Request], tmp_path: Path) -> None:
    """Three samples in units of another sensor stretch the ranges: quantised so, all is one step."""
    points = data(60, 3)[0]
    points[[5, 30, 50]] *= 2000
    result, steps = run(ask(points, calibration=Calibration(tmp_path / "c.npz", 60)))
    search = result["search"]
    first, last = search["attempts"][0], search["attempts"][-1]
    assert names(result) == ["AsAsked", "WithoutOutliers"]
    assert float(first["drop"]) > 0.2 and float(last["drop"]) <= 0.02
    assert [a["chosen"] for a in search["attempts"]] == [False, True]
    assert (search["stopped"], last["calibrationSamples"]) == ("Met", 57)
    assert steps == ["convert", "quantise", "evaluate", "quantise 2/6", "evaluate"]
    judged = result["evaluation"]
    assert judged["samples"] == search["judging"] == 200
    assert judged["float"] - judged["quantized"] <= 4


def test_samples_that_show_too_little_are_followed_by_more(
    ask: Callable[..., Request], tmp_path: Path
) -> None:
    """Two samples are first and last: both are near zero here, and all else is clipped."""
    points = data(200, 3)[0]
    points[[0, 199]] *= 0.01
    result, _ = run(ask(points, calibration=Calibration(tmp_path / "c.npz", 2)))
    assert names(result)[:2] == ["AsAsked", "MoreSamples"]
    assert result["search"]["attempts"][1]["calibrationSamples"] == 8
    assert result["search"]["stopped"] == "Met"


def test_one_scale_for_all_outputs_of_a_dense_layer_may_be_too_few(
    ask: Callable[..., Request], trained: Any
) -> None:
    """A unit that died with a huge weight on a dead input takes all steps from the others."""
    model = keras.models.clone_model(trained)
    (w, b), (v, c) = (layer.get_weights() for layer in trained.layers)
    w[:, -1], w[-1, -1], v[-1] = 0, 1e4, 0
    model.set_weights([w, b, v, c])
    request = ask(data(60, 3)[0], model=model)
    result, _ = run(request)
    search = result["search"]
    assert names(result) == ["AsAsked", "MoreSamples", "Percentile", "LeastError", "OtherDense"]
    assert search["stopped"] == "Met" and search["attempts"][-1]["denseWeights"] == "PerChannel"
    assert dense_scales((request.output / "model.tflite").read_bytes()) > 1


def test_single_spikes_are_cut_off(tmp_path: Path) -> None:
    """Each image of the calibration has one hot pixel, so that no image is unlike the others."""
    side = 48
    image = keras.Input((side, side, 1), name="image")
    cells = keras.layers.Flatten()(keras.layers.AveragePooling2D(side // 2)(image))
    model = keras.Model(image, keras.layers.Dense(CLASSES, use_bias=False, name="score")(cells))
    model.set_weights([np.eye(CLASSES, dtype=np.float32)])
    model.save(tmp_path / "m.keras")
    generator = np.random.Generator(np.random.PCG64(5))
    labels = np.arange(80) % CLASSES
    images = generator.random((80, side, side, 1)).astype(np.float32) * 0.2
    for row, label in enumerate(labels):
        top, left = label // 2 * side // 2, label % 2 * side // 2
        images[row, top : top + side // 2, left : left + side // 2] += 0.5
    np.savez(tmp_path / "e.npz", inputs=images, labels=labels)
    images[np.arange(80), generator.integers(0, side, 80), generator.integers(0, side, 80)] = 1000
    np.savez(tmp_path / "c.npz", inputs=images)
    result, _ = run(
        Request(
            model=Keras(tmp_path / "m.keras"),
            calibration=Calibration(tmp_path / "c.npz", 80),
            io="UInt8",
            evaluation=Evaluation(tmp_path / "e.npz", "Top1"),
            golden_samples=1,
            golden_seed=1,
            worst_examples=1,
            max_npz_bytes=1 << 24,
            output=tmp_path / "out",
            budget=Budget(Fraction("0.05")),
        )
    )
    assert names(result) == ["AsAsked", "Percentile"]
    assert float(result["search"]["attempts"][0]["drop"]) > 0.5
    assert result["evaluation"]["quantized"] == result["evaluation"]["float"] == 40


def test_no_attempt_sees_the_half_that_judges(
    ask: Callable[..., Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    points = data(60, 3)[0]
    points[[5, 30, 50]] *= 2000
    request = ask(points)
    request = replace(request, calibration=replace(request.calibration, samples=60))
    seen: list[Any] = []
    whole = evaluate.scores

    def watched(model: Any, inputs: Any, samples: Any, rows: Any = None) -> Any:
        seen.append(rows)
        return whole(model, inputs, samples, rows)

    monkeypatch.setattr(evaluate, "scores", watched)
    result, _ = run(request)
    halves = split.halves(data(400, 2)[1])
    assert halves is not None and not set(halves.choosing) & set(halves.judging)
    # The first quantisation and the float model on all; nothing is chosen by that.
    assert [None if r is None else r.tolist() for r in seen] == [
        None,
        None,
        halves.choosing.tolist(),
        halves.judging.tolist(),
    ]
    assert {m["index"] for m in result["evaluation"]["worst"]} <= set(halves.judging.tolist())


def test_when_nothing_helps_all_attempts_are_told(
    ask: Callable[..., Request], trained: Any
) -> None:
    """Two features of very different size share one scale at the input, which no range can mend."""
    image = keras.Input((FEATURES,), name="point")
    wide = keras.layers.Concatenate()([image, keras.layers.Rescaling(1e4)(image)])
    kernel = np.concatenate([trained.layers[0].get_weights()[0], np.zeros((FEATURES, 24))])
    hidden = keras.layers.Dense(24, activation="relu", name="hidden")(wide)
    model = keras.Model(image, keras.layers.Dense(CLASSES, name="score")(hidden))
    model.get_layer("hidden").set_weights([kernel, trained.layers[0].get_weights()[1]])
    model.get_layer("score").set_weights(trained.layers[1].get_weights())
    result, steps = run(ask(data(300, 3)[0], model=model))
    search = result["search"]
    assert names(result) == ["AsAsked", "MoreSamples", "Percentile", "LeastError", "OtherDense"]
    assert search["stopped"] == "NothingLeft"
    assert not any(a["chosen"] for a in search["attempts"])
    assert all(float(a["drop"]) > 0.02 for a in search["attempts"])
    assert steps[3:] == [f"quantise {n}/6" for n in range(2, 6)]
    # What is told is the first attempt on all the data, since nothing was chosen.
    assert result["evaluation"]["samples"] == 400


def test_dense_layers_stay_as_asked(ask: Callable[..., Request], trained: Any) -> None:
    points = data(60, 3)[0]
    request = ask(points, dense="PerTensor", budget=Budget(Fraction(-1)))
    result, _ = run(request)
    assert {a["denseWeights"] for a in result["search"]["attempts"]} == {"PerTensor"}
    assert "OtherDense" not in names(result)


def dense_scales(model: bytes) -> int:
    interpreter = tf.lite.Interpreter(model_content=model)
    interpreter.allocate_tensors()
    details = {d["index"]: d for d in interpreter.get_tensor_details()}
    dense = [o for o in interpreter._get_ops_details() if o["op_name"] == "FULLY_CONNECTED"]
    return max(len(details[o["inputs"][1]]["quantization_parameters"]["scales"]) for o in dense)


@pytest.mark.parametrize("dense, scales", [("PerTensor", 1), ("PerChannel", 24), (None, 1)])
def test_scales_of_dense_layers(ask: Callable[..., Request], dense: str | None, scales: int) -> None:
    request = ask(data(60, 3)[0], dense=dense)
    run(request)
    assert dense_scales((request.output / "model.tflite").read_bytes()) == scales


def test_the_number_of_attempts_is_kept(ask: Callable[..., Request]) -> None:
    result, _ = run(ask(data(60, 3)[0], budget=Budget(Fraction(-1), attempts=2)))
    assert names(result) == ["AsAsked", "MoreSamples"]
    assert result["search"]["stopped"] == "Attempts"


def test_the_time_for_attempts_is_kept(ask: Callable[..., Request]) -> None:
    result, _ = run(ask(data(60, 3)[0], budget=Budget(Fraction(-1), seconds=0.0)))
    assert names(result) == ["AsAsked"]
    assert result["search"]["stopped"] == "Seconds"


def test_too_few_samples_choose_nothing(ask: Callable[..., Request], tmp_path: Path) -> None:
    request = ask(data(60, 3)[0], budget=Budget(Fraction(-1)))
    points, labels = data(39, 2)
    np.savez(tmp_path / "e.npz", inputs=points, labels=labels)
    result, _ = run(request)
    assert (result["search"]["stopped"], result["search"]["attempts"]) == ("TooFewSamples", [])


def test_a_rescue_is_the_same_every_time(ask: Callable[..., Request], tmp_path: Path) -> None:
    points = data(60, 3)[0]
    points[[5, 30, 50]] *= 2000
    models, results = [], []
    for name in ("one", "two"):
        request = ask(
            points, output=tmp_path / name, calibration=Calibration(tmp_path / "c.npz", 60)
        )
        result, _ = run(request)
        for attempt in result["search"]["attempts"]:
            del attempt["seconds"]
        results.append(result)
        models.append((tmp_path / name / "model.tflite").read_bytes())
    assert results[0] == results[1] and models[0] == models[1]


def test_the_converter_makes_the_same_model_in_one_go(ask: Callable[..., Request]) -> None:
    """We convert once and quantise the float file; the public interface does all in one call."""
    source = stage.load(ask(data(60, 3)[0]))
    samples = Samples({"point": data(60, 3)[0]})
    apart = convert.to_int8(convert.to_float(source), samples, "Int8", "PerTensor")
    one, two = (tf.lite.Interpreter(model_content=c) for c in (_in_one_go(source, samples), apart))
    for made in (one, two):
        made.allocate_tensors()
    scales = [[d["quantization"] for d in made.get_tensor_details()] for made in (one, two)]
    assert scales[0] == scales[1]
    constants = [
        [made.get_tensor(d["index"]).tolist() for d in made.get_tensor_details() if _constant(made, d)]
        for made in (one, two)
    ]
    assert constants[0] == constants[1] and constants[0]


def _in_one_go(source: Source, samples: Samples) -> bytes:
    converter = tf.lite.TFLiteConverter.from_concrete_functions([source.function], source.owner)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (samples.row(i) for i in range(len(samples)))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    return converter.convert()


def _constant(made: tf.lite.Interpreter, tensor: dict) -> bool:
    """What no operator writes and nobody gives: weights and biases."""
    written = {int(t) for op in made._get_ops_details() for t in op["outputs"]}
    given = {d["index"] for d in made.get_input_details()}
    return tensor["index"] not in written | given and tensor["shape"].size > 0


# The parts, without a model.


def test_halves_are_disjoint_whole_and_fair() -> None:
    labels = np.array([0] * 31 + [1] * 9 + [2] * 7)
    found = split.halves(labels)
    assert found is not None
    together = np.sort(np.concatenate([found.choosing, found.judging]))
    assert together.tolist() == list(range(47))
    for number in range(3):
        part = [int((labels[rows] == number).sum()) for rows in (found.choosing, found.judging)]
        assert abs(part[0] - part[1]) <= 1
    assert abs(len(found.choosing) - len(found.judging)) <= 1
    again = split.halves(labels)
    assert again is not None and (again.choosing == found.choosing).all()


def test_a_percentile_cuts_the_tail() -> None:
    counts = np.zeros(2048, np.int64)
    counts[0], counts[100], counts[2047] = 0, 100_000, 1
    low, high = ranges.percentile(0.999)(counts, 0.0, 2048.0)
    assert (low, high) == (0.0, 101.0)


def test_a_percentile_keeps_zero_in_the_range() -> None:
    counts = np.zeros(2048, np.int64)
    counts[1000] = 10
    low, high = ranges.percentile(0.999)(counts, 5.0, 6.0)
    assert low == 0.0 and 5.0 < high < 6.0


def test_least_error_cuts_what_costs_more_than_it_gains() -> None:
    counts = np.zeros(2048, np.int64)
    counts[:64] = 100_000
    counts[2047] = 1
    low, high = ranges.least_error(counts, 0.0, 1.0)
    assert low == 0.0 and high < 0.5
    even = np.full(2048, 10)
    assert ranges.least_error(even, -1.0, 1.0) == (-1.0, 1.0)


def test_samples_are_outliers_only_when_they_are_few() -> None:
    array = np.ones((40, 3), np.float32)
    array[:3] = 50
    assert len(ranges.without_outliers(Samples({"x": array}))) == 37
    array[:8] = 50
    assert len(ranges.without_outliers(Samples({"x": array}))) == 40


def test_an_attempt_that_fails_is_told_and_not_the_end(
    ask: Callable[..., Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        return b"changed ranges"

    def picky(content: bytes, *options: Any) -> bytes:
        if content == b"changed ranges":
            raise Refusal(Reason.NotQuantized, "no")
        return real(content, *options)

    real = convert.from_calibrated
    monkeypatch.setattr(ranges, "with_ranges", broken)
    monkeypatch.setattr(convert, "from_calibrated", picky)
    points = data(60, 3)[0]
    result, _ = run(ask(points, budget=Budget(Fraction(-1))))
    errors = {a["what"]: a.get("error") for a in result["search"]["attempts"]}
    assert errors["Percentile"] == "no" and errors["OtherDense"] is None


def test_progress_says_which_attempt(ask: Callable[..., Request]) -> None:
    _, steps = run(ask(data(60, 3)[0], budget=Budget(Fraction(-1), attempts=3)))
    assert steps[3:] == ["quantise 2/3", "quantise 3/3"]


def test_more_samples_that_the_model_cannot_take_are_told(
    ask: Callable[..., Request], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the first samples showed is enough for the other ways."""
    points = data(200, 3)[0]
    points[[0, 199]] *= 0.01
    real = convert.calibrated

    def calibrated(model: bytes, samples: Samples) -> bytes:
        if len(samples) > 2:
            raise Refusal(Reason.CalibrationInvalid, "an index is out of bounds")
        return real(model, samples)

    monkeypatch.setattr(convert, "calibrated", calibrated)
    result, _ = run(ask(points, calibration=Calibration(tmp_path / "c.npz", 2)))
    assert names(result) == ["AsAsked", "MoreSamples", "Percentile", "LeastError", "OtherDense"]
    told = result["search"]["attempts"]
    assert told[1]["error"] == "an index is out of bounds"
    assert [a["calibrationSamples"] for a in told[2:]] == [2, 2, 2]
