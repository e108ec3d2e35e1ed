"""A file that is quantised already, as the stage itself makes one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
import tensorflow as tf
from conftest import columns, computes_golden

from atoll_stage import names, quantised_file, sizes
from atoll_stage import run as stage
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import Evaluation, FileRequest, Request, read

Make = Callable[..., Request]


def quiet(_: str) -> None:
    pass


def of(request: Request, output: Path, **changes: Any) -> FileRequest:
    """The request for the file that `request` made."""
    parts: dict[str, Any] = dict(
        tflite=request.output / "model.tflite",
        evaluation=request.evaluation,
        golden_samples=3,
        golden_seed=1,
        worst_examples=5,
        max_npz_bytes=1 << 20,
        output=output,
    )
    return FileRequest(**(parts | changes))


def refused(request: FileRequest) -> Refusal:
    with pytest.raises(Refusal) as raised:
        quantised_file.run(request, quiet)
    return raised.value


@pytest.mark.parametrize("io", ["UInt8", "Float32"])
def test_measures_and_runs_the_file_as_it_is(make_request: Make, tmp_path: Path, io: str) -> None:
    made = make_request(io=io)
    both = stage.run(made, quiet)["evaluation"]
    steps: list[str] = []
    alone = quantised_file.run(of(made, tmp_path / "alone"), steps.append)["evaluation"]
    assert steps == ["evaluate"]
    assert (alone["samples"], alone["quantized"]) == (24, both["quantized"])
    assert "float" not in alone and "agreement" not in alone
    assert [sorted(c) for c in alone["classes"]] == [["class", "quantized", "samples"]] * 4

    model = tf.lite.Interpreter(str(made.output / "model.tflite"))
    model.allocate_tensors()
    golden = json.loads((tmp_path / "alone" / "golden.json").read_text())
    outputs = computes_golden(model, golden)
    assert len(set(outputs)) == 3, "samples that all give the same prove nothing"


def test_mistakes_are_told_without_a_float_model(make_request: Make, tmp_path: Path) -> None:
    made = make_request(evaluation=None)
    stage.run(made, quiet)
    images, labels = columns(24)
    np.savez(tmp_path / "wrong.npz", inputs=images, labels=(labels + 1) % 4)
    evaluation = Evaluation(tmp_path / "wrong.npz", "Top1")
    found = quantised_file.run(of(made, tmp_path / "alone", evaluation=evaluation), quiet)
    assert found["evaluation"]["quantized"] == 0
    assert sorted(found["evaluation"]["worst"][0]) == ["index", "label", "margin", "quantized"]


def test_without_evaluation_there_are_golden_samples_alone(
    make_request: Make, tmp_path: Path
) -> None:
    made = make_request(evaluation=None)
    stage.run(made, quiet)
    assert quantised_file.run(of(made, tmp_path / "alone"), quiet)["evaluation"] is None
    assert [f.name for f in (tmp_path / "alone").iterdir()] == ["golden.json"]


def test_what_the_interpreter_does_not_load(make_request: Make, tmp_path: Path) -> None:
    (tmp_path / "no.tflite").write_bytes(b"\x10\0\0\0TFL3" + b"\0" * 64)
    found = refused(of(make_request(), tmp_path / "alone", tflite=tmp_path / "no.tflite"))
    assert found.reason is Reason.UnsupportedSource
    assert str(tmp_path) not in found.message


def test_a_tensor_that_no_device_holds(make_request: Make, tmp_path: Path) -> None:
    made = make_request(evaluation=None)
    stage.run(made, quiet)
    model = names._read((made.output / "model.tflite").read_bytes())
    graph = model.subgraphs[0]
    inner = next(t for n, t in enumerate(graph.tensors) if n not in (*graph.inputs, *graph.outputs))
    inner.shape = np.array([1, 1 << 20, 1 << 20], np.int32)
    (made.output / "model.tflite").write_bytes(names._written(model))
    refusal = refused(of(made, tmp_path / "alone"))
    assert refusal.reason is Reason.UnsupportedSource
    assert "[1, 1048576, 1048576]" in refusal.message


@pytest.mark.parametrize("length", [0, 7, 8, 60, 400, 1500])
def test_the_size_of_what_is_cut_short_is_nobodys_fault(
    make_request: Make, length: int
) -> None:
    made = make_request(evaluation=None)
    stage.run(made, quiet)
    sizes.check((made.output / "model.tflite").read_bytes()[:length])


def test_data_of_another_shape(make_request: Make, tmp_path: Path) -> None:
    made = make_request(evaluation=None)
    stage.run(made, quiet)
    np.savez(tmp_path / "flat.npz", inputs=np.zeros((5, 16), np.float32), labels=np.zeros(5, int))
    evaluation = Evaluation(tmp_path / "flat.npz", "Top1")
    found = refused(of(made, tmp_path / "alone", evaluation=evaluation))
    assert found.reason is Reason.EvaluationInvalid
    assert "[n, 4, 4, 1]" in found.message


def test_the_request_says_which_kind_it_is(tmp_path: Path) -> None:
    body = {
        "tflite": "/m.tflite",
        "evaluation": None,
        "golden": {"samples": 4, "seed": 1},
        "worstExamples": 10,
        "maxNpzBytes": 5,
        "output": "/out",
    }
    (tmp_path / "request.json").write_text(json.dumps(body))
    assert read(tmp_path / "request.json") == FileRequest(
        Path("/m.tflite"), None, 4, 1, 10, 5, Path("/out")
    )


def test_a_file_that_runs_on_nothing_is_not_blamed_on_the_data(tmp_path: Path) -> None:
    table = tf.constant(np.eye(8, 4, dtype=np.float32))

    def beyond(n: Any) -> Any:
        return tf.gather(table, n + 1000)

    spec = tf.TensorSpec((1,), tf.int32, name="n")
    function = tf.function(beyond, input_signature=[spec]).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function])
    (tmp_path / "model.tflite").write_bytes(converter.convert())
    np.savez(tmp_path / "e.npz", inputs=np.zeros((2,), np.int32), labels=np.zeros(2, np.int32))
    request = FileRequest(
        tflite=tmp_path / "model.tflite",
        evaluation=Evaluation(tmp_path / "e.npz", "Top1"),
        golden_samples=3,
        golden_seed=1,
        worst_examples=5,
        max_npz_bytes=1 << 20,
        output=tmp_path / "made",
    )
    found = refused(request)
    assert found.reason is Reason.UnsupportedSource
    assert "cannot run the file" in found.message
