"""Every kind of float model becomes a float TFLite file that computes what the source computes."""

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
from conftest import SHAPE, columns

from atoll_stage import convert, frozen_graph, keras_model, keras_size, names, saved_model
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import FrozenGraph, Port, SavedModel
from atoll_stage.source import Source, Trouble, fixed

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


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {e: archive.read(e) for e in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


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

    def change(parts: dict[str, bytes]) -> None:
        config = json.loads(parts["config.json"])
        config["config"]["layers"][1]["config"]["activation"] = part
        parts["config.json"] = json.dumps(config).encode()

    path = rewritten(tmp_path / "m.keras", change)
    assert "Keras file" in refused(lambda: keras_model.load(path, LIMIT))


def test_a_configuration_that_nests_without_end(tmp_path: Path) -> None:
    small().save(tmp_path / "m.keras")
    deep = b'{"class_name":' * 200_000

    def change(parts: dict[str, bytes]) -> None:
        parts["config.json"] = deep

    path = rewritten(tmp_path / "m.keras", change)
    refused(lambda: keras_model.load(path, LIMIT))


def test_an_archive_that_unpacks_to_much(tmp_path: Path) -> None:
    small().save(tmp_path / "m.keras")

    def change(parts: dict[str, bytes]) -> None:
        parts["model.weights.h5"] = b"\0" * (LIMIT + 1)

    path = rewritten(tmp_path / "m.keras", change)
    assert path.stat().st_size < LIMIT / 10
    assert "unpacks" in refused(lambda: keras_model.load(path, LIMIT))


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


# Frozen graphs of TensorFlow 1.


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    with tf.Graph().as_default() as made:
        image = tf.compat.v1.placeholder(tf.float32, (None, 4, 4, 1), name="net/image")
        flat = tf.reshape(image, [-1, 16], name="net/flat")
        score = tf.matmul(flat, tf.constant(np.tile(np.eye(4, dtype=np.float32), (4, 1))))
        tf.identity(score, name="net/score")
        tf.reduce_max(score, axis=1, name="net/best")
    (tmp_path / "frozen.pb").write_bytes(made.as_graph_def().SerializeToString())
    return tmp_path / "frozen.pb"


def frozen(graph: Path, **changes: Any) -> FrozenGraph:
    parts: dict[str, Any] = dict(
        path=graph, inputs=(Port("net/image", (-1, 4, 4, 1)),), outputs=("net/score",)
    )
    return FrozenGraph(**(parts | changes))


def test_a_frozen_graph(graph: Path) -> None:
    source = frozen_graph.load(frozen(graph, outputs=("net/score", "net/best:0")))
    images = columns(1)[0]
    found = computes(source, net_image=images)
    wanted = images.reshape(1, 16) @ np.tile(np.eye(4, dtype=np.float32), (4, 1))
    np.testing.assert_allclose(found["net/score"], wanted, atol=1e-6)
    np.testing.assert_allclose(found["net/best"], wanted.max(axis=1), atol=1e-6)


def test_a_frozen_graph_cut_in_the_middle(graph: Path) -> None:
    source = frozen_graph.load(frozen(graph, inputs=(Port("net/flat:0", (1, 16)),)))
    found = computes(source, net_flat=np.ones((1, 16), np.float32))
    assert (found["net/score"] == 4).all()


def test_an_unknown_node_is_answered_with_near_ones(graph: Path) -> None:
    message = refused(lambda: frozen_graph.load(frozen(graph, outputs=("net/scores",))))
    assert "'net/scores'" in message and "'net/score'" in message
    message = refused(lambda: frozen_graph.load(frozen(graph, inputs=(Port("x", (1, 4, 4, 1)),))))
    assert "placeholders are ['net/image']" in message


def test_a_shape_that_does_not_fit_the_graph(graph: Path) -> None:
    ports = (Port("net/image", (1, 5, 5, 1)),)
    assert "shapes" in refused(lambda: frozen_graph.load(frozen(graph, inputs=ports)))


def test_a_fixed_batch_of_a_frozen_graph(graph: Path) -> None:
    ports = (Port("net/image", (8, 4, 4, 1)),)
    assert "batch of 8" in refused(lambda: frozen_graph.load(frozen(graph, inputs=ports)))


def test_a_graph_with_variables(tmp_path: Path) -> None:
    with tf.Graph().as_default() as made:
        tf.compat.v1.get_variable("w", (2,), use_resource=False)
    (tmp_path / "g.pb").write_bytes(made.as_graph_def().SerializeToString())
    assert "not frozen" in refused(lambda: frozen_graph.load(frozen(tmp_path / "g.pb")))


@pytest.mark.parametrize("content", [b"", b"\xff" * 64, b"plain text, of no use"])
def test_what_is_no_graph(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "g.pb").write_bytes(content)
    refused(lambda: frozen_graph.load(frozen(tmp_path / "g.pb")))


# SavedModels that are not as TensorFlow's own examples are.


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


def test_inputs_whose_names_sort_otherwise_as_arguments(tmp_path: Path) -> None:
    specs = {n: tf.TensorSpec((None, w), tf.float32, name=n) for n, w in (("b-x", 2), ("b_a", 3))}

    def compute(**inputs: Any) -> dict[str, Any]:
        return {"last": inputs["b-x"] * 2, "first": inputs["b_a"] * 3}

    source = fixed(compute, tf.Module(), specs, Trouble("", ""))
    found = computes(source, b_x=np.ones((1, 2), np.float32), b_a=np.ones((1, 3), np.float32))
    assert found["last"].tolist() == [[2, 2]] and found["first"].tolist() == [[3, 3, 3]]


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
