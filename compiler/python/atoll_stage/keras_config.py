"""What a Keras model may be made of, decided before Keras sees the file.

A Keras file describes objects by the names of classes and functions; loading it creates them, and
some of those run what the file brings (Lambda layers), or read files and other models by a path.
Keras's own safe mode has had holes, so here only objects are let through that are known to compute
on tensors alone: Keras's public layers but a few, and what these take as parameters.
"""

from __future__ import annotations

import importlib
import json
from typing import Any, Iterator

import keras

from atoll_stage.refusal import Reason, Refusal, brief

_MAX_NODES = 200_000
# These run code or read files that the model file names.
_FORBIDDEN = {
    "Lambda",
    "TFSMLayer",
    "TorchModuleWrapper",
    "JaxLayer",
    "FlaxLayer",
    "StringLookup",
    "IntegerLookup",
    "TextVectorization",
}
_VALUES = {"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"}
_OF_MODELS = {"Model", "Functional", "Sequential"}
# Keras 2 wrote the first two for what is a DTypePolicy now.
_OF_TYPES = {"Policy", "PolicyV1"}
_PARAMETERS = ("initializers", "regularizers", "constraints", "dtype_policies")
_OPERATIONS = tuple(f"keras.src.ops.{m}" for m in ("numpy", "nn", "math", "image", "linalg"))


def checked(text: str | bytes) -> dict[str, Any]:
    """The configuration, without how to train; refuses unknown and forbidden parts by name."""
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise _broken(f"its configuration is no JSON ({brief(e)})") from e
    if not isinstance(config, dict) or "class_name" not in config:
        raise _broken("its configuration describes no model")
    for count, node in enumerate(_nodes(config)):
        if count > _MAX_NODES:
            raise _broken(f"its configuration has more than {_MAX_NODES} parts")
        # Losses, metrics and optimisers are often custom, and of no use here.
        node.pop("compile_config", None)
        if "class_name" in node:
            _check(node)
    return config


def _nodes(config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _check(node: dict[str, Any]) -> None:
    name, module = node["class_name"], node.get("module")
    if not isinstance(name, str) or not (module is None or isinstance(module, str)):
        raise _broken(f"a part has the odd class {str(name)[:80]!r}")
    if name in _VALUES:
        return
    if name == "__lambda__":
        raise _forbidden(node, "a Python lambda")
    if name == "function":
        function = node.get("config")
        if module not in (None, "builtins", "keras.activations") or not _is_activation(function):
            raise _forbidden(node, f"the custom function {str(function)[:80]!r}")
        return
    if name in _FORBIDDEN:
        raise _forbidden(node, f"a {name}")
    if not _is_known(name, module):
        raise _forbidden(node, f"the custom class {str(name)[:80]!r}")


def _is_activation(name: Any) -> bool:
    return isinstance(name, str) and callable(vars(keras.activations).get(name))


def _is_known(name: str, module: str | None) -> bool:
    if module and module.startswith("keras.src.ops."):
        return module in _OPERATIONS and _is_operation(name, module)
    if module and module.split(".")[0] not in ("keras", "tensorflow"):
        return False
    public = set(vars(keras.layers)) | _OF_MODELS | _OF_TYPES
    for parameters in _PARAMETERS:
        public |= set(vars(getattr(keras, parameters)))
    return name in public and not name.startswith("_")


def _is_operation(name: str, module: str) -> bool:
    found = vars(importlib.import_module(module)).get(name)
    return isinstance(found, type) and issubclass(found, keras.Operation)


def _forbidden(node: dict[str, Any], what: str) -> Refusal:
    inner = node.get("config")
    layer = node.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    named = f" (layer {str(layer)[:80]!r})" if layer else ""
    return Refusal(
        Reason.UnsupportedSource,
        f"the Keras file holds {what}{named}, which is never loaded, because it may run code that the"
        " file brings; replace it by Keras's own layers, or export a SavedModel with model.export",
    )


def _broken(what: str) -> Refusal:
    return Refusal(
        Reason.UnsupportedSource,
        f"the Keras file is not usable: {what}; save it again with model.save",
    )
