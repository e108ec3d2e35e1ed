"""Tiny models and data files; TensorFlow is imported once for all tests."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
import tensorflow as tf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from atoll_stage.request import Calibration, Evaluation, Request, SavedModel  # noqa: E402

SHAPE = (4, 4, 1)


def export(folder: Path, compute: Callable, shape: tuple = (None, *SHAPE)) -> Path:
    """A SavedModel with one signature image → score."""
    module = tf.Module()
    spec = tf.TensorSpec(shape, tf.float32, name="image")
    function = tf.function(lambda image: {"score": compute(image)}, input_signature=[spec])
    tf.saved_model.save(module, str(folder), signatures={"serving_default": function})
    return folder


def brightest_column(image: Any) -> Any:
    """A classifier with 4 classes that needs no training: which column is brightest."""
    weights = tf.constant(np.tile(np.eye(4, dtype=np.float32), (4, 1)))
    return tf.matmul(tf.reshape(image, [-1, 16]), weights)


def columns(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images with one bright column, and which one it is."""
    labels = np.arange(count) % 4
    images = np.random.Generator(np.random.PCG64(3)).random((count, *SHAPE)) * 0.2
    for row, label in enumerate(labels):
        images[row, :, label] += 0.7
    return images.astype(np.float32), labels


def computes_golden(model: Any, golden: dict[str, Any]) -> list[bytes]:
    """Asserts that the interpreter computes the three golden outputs; returns these."""
    image, score = model.get_input_details()[0], model.get_output_details()[0]
    assert len(golden["samples"]) == 3
    outputs = []
    for sample in golden["samples"]:
        given = np.frombuffer(base64.b64decode(sample["inputs"][0]["data"]), image["dtype"])
        model.set_tensor(image["index"], given.reshape(image["shape"]))
        model.invoke()
        wanted = np.frombuffer(base64.b64decode(sample["outputs"][0]["data"]), score["dtype"])
        assert (model.get_tensor(score["index"]).ravel() == wanted).all()
        outputs.append(wanted.tobytes())
    return outputs


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("classifier"), brightest_column)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A frozen graph of TensorFlow 1: the classifier, with a second output."""
    with tf.Graph().as_default() as made:
        image = tf.compat.v1.placeholder(tf.float32, (None, 4, 4, 1), name="net/image")
        flat = tf.reshape(image, [-1, 16], name="net/flat")
        score = tf.matmul(flat, tf.constant(np.tile(np.eye(4, dtype=np.float32), (4, 1))))
        tf.identity(score, name="net/score")
        tf.reduce_max(score, axis=1, name="net/best")
    (tmp_path / "frozen.pb").write_bytes(made.as_graph_def().SerializeToString())
    return tmp_path / "frozen.pb"


@pytest.fixture
def make_request(tmp_path: Path, classifier: Path) -> Callable[..., Request]:
    """A request that works; keywords replace parts of it."""
    images, labels = columns(24)
    np.savez(tmp_path / "calibration.npz", inputs=images)
    np.savez(tmp_path / "evaluation.npz", inputs=images, labels=labels)

    def make(**changes: Any) -> Request:
        parts: dict[str, Any] = dict(
            model=SavedModel(classifier),
            calibration=Calibration(tmp_path / "calibration.npz", 12),
            io="UInt8",
            evaluation=Evaluation(tmp_path / "evaluation.npz", "Top1"),
            golden_samples=3,
            golden_seed=1,
            worst_examples=5,
            max_npz_bytes=1 << 20,
            output=tmp_path / "output",
        )
        return Request(**(parts | changes))

    return make
