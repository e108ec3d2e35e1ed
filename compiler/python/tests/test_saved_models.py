"""SavedModels that are not as TensorFlow's own examples are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from float_models import computes, refused

from atoll_stage import saved_model
from atoll_stage.request import SavedModel
from atoll_stage.source import fixed


def test_a_model_that_cannot_be_computed_for_one_sample(tmp_path: Path) -> None:
    class Ragged(tf.train.Checkpoint):
        @tf.function(input_signature=[tf.RaggedTensorSpec((None, None), tf.float32)])
        def __call__(self, words: Any) -> Any:
            return tf.reduce_sum(words, axis=1)

    model = Ragged()
    tf.saved_model.save(model, str(tmp_path / "m"), signatures={})
    loaded = tf.saved_model.load(str(tmp_path / "m"))
    spec = {"words": tf.TensorSpec((None, 4), tf.float32, name="words")}
    message = refused(
        lambda: fixed(lambda words: {"y": loaded(words)}, loaded, spec, saved_model._TROUBLE)
    )
    assert "for one sample" in message and "export it" in message


def test_a_reusable_saved_model_without_signature(tmp_path: Path) -> None:
    class Embedding(tf.train.Checkpoint):
        @tf.function(input_signature=[tf.TensorSpec((None, 3), tf.float32, name="inputs")])
        def __call__(self, inputs: Any) -> Any:
            return inputs * 2

    tf.saved_model.save(Embedding(), str(tmp_path / "hub"), signatures={})
    source = saved_model.load(SavedModel(tmp_path / "hub", "serving_default", ("serve",)))
    found = computes(source, inputs=np.ones((1, 3), np.float32))
    assert (found["output"] == 2).all()


def test_a_reusable_saved_model_that_can_train(tmp_path: Path) -> None:
    class Layer(tf.train.Checkpoint):
        @tf.function
        def __call__(self, inputs: Any, training: bool = False) -> Any:
            return inputs * (3.0 if training else 2.0)

    layer = Layer()
    spec = tf.TensorSpec((None, 3), tf.float32, name="inputs")
    for training in (True, False):
        layer.__call__.get_concrete_function(spec, training=training)
    tf.saved_model.save(layer, str(tmp_path / "hub"), signatures={})
    source = saved_model.load(SavedModel(tmp_path / "hub"))
    assert (computes(source, inputs=np.ones((1, 3), np.float32))["output"] == 2).all()


def hub_of_tf1(folder: Path) -> Path:
    """Two MetaGraphs, one of them without tags, and a signature named `default`."""
    builder = tf.compat.v1.saved_model.Builder(str(folder))
    for number, tags in enumerate([["train"], []]):
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            x = tf.compat.v1.placeholder(tf.float32, (None, 3), name="images")
            w = tf.compat.v1.get_variable("w", initializer=2.0, use_resource=True)
            session.run(tf.compat.v1.global_variables_initializer())
            signature = tf.compat.v1.saved_model.predict_signature_def({"images": x}, {"default": x * w})
            add = builder.add_meta_graph if number else builder.add_meta_graph_and_variables
            arguments = [tags] if number else [session, tags]
            add(*arguments, signature_def_map={"default": signature})
    builder.save()
    return folder


def test_a_hub_module_of_tensorflow_1(tmp_path: Path) -> None:
    source = saved_model.load(SavedModel(hub_of_tf1(tmp_path / "hub"), "serving_default", ("serve",)))
    found = computes(source, images=np.ones((1, 3), np.float32))
    assert (found["default"] == 2).all()


def test_a_signature_with_several_inputs_and_outputs(tmp_path: Path) -> None:
    specs = [tf.TensorSpec((None, 2), tf.float32, name=n) for n in ("b", "a")]
    function = tf.function(lambda b, a: {"sum": a + b, "gap": a - b}, input_signature=specs)
    tf.saved_model.save(tf.Module(), str(tmp_path / "m"), signatures={"serving_default": function})
    source = saved_model.load(SavedModel(tmp_path / "m"))
    one, two = np.array([[1, 2]], np.float32), np.array([[5, 5]], np.float32)
    found = computes(source, a=two, b=one)
    assert (found["sum"] == [[6, 7]]).all() and (found["gap"] == [[4, 3]]).all()
