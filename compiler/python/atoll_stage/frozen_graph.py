"""A frozen graph of TensorFlow 1: one .pb file, whose inputs and outputs somebody names."""

from __future__ import annotations

import difflib
from typing import Any

import tensorflow as tf
from google.protobuf.message import DecodeError

from atoll_stage import source
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.request import FrozenGraph
from atoll_stage.source import Source, Trouble

_NEAR = 5
_ADVICE = "freeze the graph with its weights as constants, and upload the .pb file"
_TROUBLE = Trouble(
    "the graph cannot be built with these inputs", "give the shapes that it was trained with"
)


def load(wanted: FrozenGraph) -> Source:
    """The part of the graph from the named inputs to the named outputs."""
    graph = _read(wanted)
    types = _types(graph, [i.name for i in wanted.inputs] + list(wanted.outputs))
    specs = {}
    tensors = {}
    for given in wanted.inputs:
        tensor = _tensor(given.name)
        name = _label(given.name)
        if given.shape and given.shape[0] not in (-1, 1):
            raise Refusal(
                Reason.UnsupportedSource,
                f"input {given.name!r} has a batch of {given.shape[0]}; devices run one sample at a"
                " time: give its shape with 1 or -1 first",
            )
        shape = [1 if n == 0 and d == -1 else (None if d == -1 else d) for n, d in enumerate(given.shape)]
        specs[name] = tf.TensorSpec(shape, types[tensor], name=name)
        tensors[name] = tensor

    def compute(**inputs: Any) -> dict[str, Any]:
        found = tf.graph_util.import_graph_def(
            graph,
            input_map={tensors[n]: value for n, value in inputs.items()},
            return_elements=[_tensor(o) for o in wanted.outputs],
            name="",
        )
        return dict(zip(map(_label, wanted.outputs), found))

    return source.fixed(compute, tf.Module(), specs, _TROUBLE)


def _read(wanted: FrozenGraph) -> Any:
    graph = tf.compat.v1.GraphDef()
    try:
        graph.ParseFromString(wanted.path.read_bytes())
    except (DecodeError, RuntimeError) as e:
        raise Refusal(
            Reason.UnsupportedSource, f"the file is no frozen graph ({brief(e)}); {_ADVICE}"
        ) from e
    if not graph.node:
        raise Refusal(Reason.UnsupportedSource, f"the file holds an empty graph; {_ADVICE}")
    variables = sorted({n.op for n in graph.node if n.op in ("VariableV2", "VarHandleOp", "Variable")})
    if variables:
        raise Refusal(
            Reason.UnsupportedSource,
            f"the graph is not frozen: it has variables ({variables[0]}); {_ADVICE}",
        )
    return graph


def _types(graph: Any, wanted: list[str]) -> dict[str, Any]:
    """The type of each named tensor; refuses names that the graph does not have."""
    names = [n.name for n in graph.node]
    for name in wanted:
        if name.split(":")[0] not in names:
            raise Refusal(Reason.UnsupportedSource, _unknown(name, graph, names))
    with tf.Graph().as_default() as built:
        try:
            tf.graph_util.import_graph_def(graph, name="")
            return {_tensor(n): built.get_tensor_by_name(_tensor(n)).dtype for n in wanted}
        except (ValueError, KeyError, TypeError, tf.errors.OpError) as e:
            raise Refusal(
                Reason.UnsupportedSource, f"the graph cannot be read: {brief(e)}; {_ADVICE}"
            ) from e


def _unknown(name: str, graph: Any, names: list[str]) -> str:
    near = difflib.get_close_matches(name.split(":")[0], names, _NEAR, 0.4)
    edges = [n.name for n in graph.node if n.op == "Placeholder"][:_NEAR]
    said = f"the graph has no node {name!r}"
    if near:
        said += f"; near it are {near}"
    if edges:
        said += f"; its placeholders are {edges}"
    return said + ": name what there is in source.frozenGraph"


def _tensor(name: str) -> str:
    return name if ":" in name else name + ":0"


def _label(name: str) -> str:
    return name.removesuffix(":0")
