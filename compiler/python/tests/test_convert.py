"""The ways from a source of any kind to the float TFLite file, and what its tensors are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from conftest import SHAPE, columns
from float_models import LIMIT, computes, frozen, runner, small

from atoll_stage import convert, frozen_graph, keras_model, names, saved_model
from atoll_stage.request import SavedModel
from atoll_stage.source import Source, Trouble, fixed


class Counting(tf.Module):
    """Writes a variable, which no constant can stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = tf.Variable(0.0)

    @tf.function(input_signature=[tf.TensorSpec((None, 2), tf.float32, name="x")])
    def count(self, x: Any) -> dict[str, Any]:
        self.calls.assign_add(1.0)
        return {"y": x + self.calls}


def test_a_model_that_remembers(tmp_path: Path) -> None:
    model = Counting()
    tf.saved_model.save(model, str(tmp_path / "m"), signatures={"serving_default": model.count})
    source = saved_model.load(SavedModel(tmp_path / "m"))
    assert convert._frozen(source) is None
    made = runner(source)
    run = made.get_signature_runner()
    first = run(x=np.zeros((1, 2), np.float32))["y"]
    assert (run(x=np.zeros((1, 2), np.float32))["y"] == first + 1).all()


def keras_like(variable: Any) -> Source:
    owner = tf.Module()
    owner.variable = variable
    spec = tf.TensorSpec((None, *SHAPE), tf.float32, name="image")

    def compute(image: Any) -> dict[str, Any]:
        return {"score": tf.matmul(tf.reshape(image, [-1, 16]), variable)}

    return fixed(compute, owner, {"image": spec}, Trouble("", ""))


def shape_of(content: bytes) -> Any:
    made = tf.lite.Interpreter(model_content=content)
    made.allocate_tensors()
    edges = made.get_input_details() + made.get_output_details()
    signature = made.get_signature_list()
    operators = [o["op_name"] for o in made._get_ops_details()]
    return [(d["name"], d["shape_signature"].tolist()) for d in edges], signature, operators


def test_constants_and_variables_give_the_same_model(
    classifier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = np.random.Generator(np.random.PCG64(5)).random((16, 4)).astype(np.float32)
    variable = tf.Variable(weights)
    source = keras_like(variable)
    quick = convert.to_float(source)
    monkeypatch.setattr(convert, "_frozen", lambda _: None)
    usual = convert.to_float(source)
    assert shape_of(quick) == shape_of(usual)
    image = columns(1)[0]
    for content in (quick, usual):
        made = tf.lite.Interpreter(model_content=content)
        made.allocate_tensors()
        found = made.get_signature_runner()(image=image)["score"]
        np.testing.assert_allclose(found, image.reshape(1, 16) @ weights, rtol=1e-5)


def test_every_usual_source_takes_the_short_way(tmp_path: Path, classifier: Path, graph: Path) -> None:
    small().save(tmp_path / "m.keras")
    for source in (
        saved_model.load(SavedModel(classifier)),
        keras_model.load(tmp_path / "m.keras", LIMIT),
        frozen_graph.load(frozen(graph, outputs=("net/score", "net/best:0"))),
    ):
        assert convert._frozen(source) is not None


@pytest.mark.parametrize(
    "name, wanted",
    [
        ("net/score", "net/score"),
        ("relu;StatefulPartitionedCall/PartitionedCall_1/relu", "relu"),
        ("a;Call/b;PartitionedCall/a;b;PartitionedCall/b", "a;Call/b;b"),
        ("a;PartitionedCall/a;b;PartitionedCall/b12", "a;b12"),
        ("Relu6;PartitionedCall/Relu6", "Relu6"),
        ("PartitionedCall/only", "PartitionedCall/only"),
        ("12", "12"),
    ],
)
def test_names_of_tensors_do_not_tell_how_they_were_reached(name: str, wanted: str) -> None:
    assert names._without_calls(name) == wanted


def test_inputs_whose_names_sort_otherwise_as_arguments(tmp_path: Path) -> None:
    specs = {n: tf.TensorSpec((None, w), tf.float32, name=n) for n, w in (("b-x", 2), ("b_a", 3))}

    def compute(**inputs: Any) -> dict[str, Any]:
        return {"last": inputs["b-x"] * 2, "first": inputs["b_a"] * 3}

    source = fixed(compute, tf.Module(), specs, Trouble("", ""))
    found = computes(source, b_x=np.ones((1, 2), np.float32), b_a=np.ones((1, 3), np.float32))
    assert found["last"].tolist() == [[2, 2]] and found["first"].tolist() == [[3, 3, 3]]
