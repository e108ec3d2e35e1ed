"""Two files on the same inputs, and how cheap it is to ask."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from conftest import columns
from tensorflow.lite.tools import flatbuffer_utils

from atoll_stage import compare
from atoll_stage import run as stage
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import CompareRequest, Evaluation, Request, read_compare

Make = Callable[..., Request]
STAGE = Path(__file__).resolve().parents[1]


@pytest.fixture
def model(make_request: Make) -> Path:
    request = make_request(evaluation=None)
    stage.run(request, lambda _: None)
    return request.output / "model.tflite"


def changed(model: Path, change: Callable[[Any], None]) -> Path:
    content = flatbuffer_utils.convert_bytearray_to_object(bytearray(model.read_bytes()))
    change(content)
    to = model.with_name("changed.tflite")
    to.write_bytes(flatbuffer_utils.convert_object_to_bytearray(content))
    return to


def run(first: Path, second: Path, **changes: Any) -> dict[str, Any]:
    parts: dict[str, Any] = dict(
        first=first,
        second=second,
        samples=16,
        seed=1,
        evaluation=None,
        worst_examples=2,
        max_npz_bytes=1 << 20,
    )
    return compare.run(CompareRequest(**(parts | changes)))


def dense(content: Any) -> Any:
    codes = [c.builtinCode for c in content.operatorCodes]
    return next(o for o in content.subgraphs[0].operators if codes[o.opcodeIndex] == 9)


def test_another_description_of_the_same(model: Path) -> None:
    def describe(content: Any) -> None:
        content.description = b"another"

    found = run(model, changed(model, describe))
    assert found["equal"] and found["difference"] is None
    assert found["first"] != found["second"]
    assert found["kernels"] == ["XNNPACK", "TfLite"]


def test_one_weight_by_one_step(model: Path) -> None:
    def nudge(content: Any) -> None:
        weights = content.subgraphs[0].tensors[dense(content).inputs[1]]
        content.buffers[weights.buffer].data[0] ^= 64

    found = run(model, changed(model, nudge))
    assert not found["equal"]
    assert found["difference"]["output"] == "score"
    assert "elements differ" in found["difference"]["message"]


def test_another_scale_of_the_output(model: Path) -> None:
    def stretch(content: Any) -> None:
        graph = content.subgraphs[0]
        graph.tensors[graph.outputs[0]].quantization.scale[0] *= 2

    found = run(model, changed(model, stretch))
    assert not found["equal"]
    assert found["difference"]["message"].startswith("inputs or outputs differ")


def test_a_file_that_does_not_load(model: Path, tmp_path: Path) -> None:
    (tmp_path / "no.tflite").write_bytes(b"\x10\0\0\0TFL3" + b"\0" * 64)
    with pytest.raises(Refusal) as raised:
        run(model, tmp_path / "no.tflite")
    assert raised.value.reason is Reason.UnsupportedSource


def test_counts_what_the_second_gets_right(model: Path, tmp_path: Path) -> None:
    images, labels = columns(24)
    labels[:6] = (labels[:6] + 1) % 4
    np.savez(tmp_path / "data.npz", inputs=images, labels=labels)
    found = run(model, model, evaluation=Evaluation(tmp_path / "data.npz", "Top1"))
    assert found["evaluation"]["quantized"] == 18


def test_starts_without_the_whole_of_tensorflow(model: Path, tmp_path: Path) -> None:
    request = {"first": str(model), "second": str(model), "samples": 4, "seed": 1}
    (tmp_path / "request.json").write_text(json.dumps(request))
    program = (
        "import sys, atoll_stage.__main__ as m\n"
        "code = m.main(sys.argv[1:])\n"
        "sys.exit(code or 3 * ('tensorflow.python.framework.ops' in sys.modules))"
    )
    command = [sys.executable, "-c", program, "compare"]
    files = [str(tmp_path / "request.json"), str(tmp_path / "result.json")]
    ended = subprocess.run(command + files, cwd=STAGE, capture_output=True, timeout=120)
    assert (ended.returncode, ended.stdout) == (0, b""), ended.stderr.decode()
    assert json.loads((tmp_path / "result.json").read_text())["ok"]["equal"]


def test_no_samples_compare_nothing(tmp_path: Path) -> None:
    body = {"first": "/a", "second": "/b", "samples": 0, "seed": 1}
    (tmp_path / "request.json").write_text(json.dumps(body))
    with pytest.raises(ValueError):
        read_compare(tmp_path / "request.json")
