"""Frozen graphs of TensorFlow 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from conftest import columns
from float_models import computes, frozen, refused

from atoll_stage import frozen_graph
from atoll_stage.request import Port


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
