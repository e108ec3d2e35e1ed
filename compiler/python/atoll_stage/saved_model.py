"""Loading a SavedModel: one signature, or what a reusable SavedModel of TF Hub does when called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.python.saved_model import loader_impl

from atoll_stage import source
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.request import SavedModel
from atoll_stage.source import Source, Trouble

_SERVE = ("serve",)  # what a request without tags asks for
_DEFAULT_SIGNATURES = ("serving_default", "default")  # TensorFlow's, and TF Hub's of TF 1
_TROUBLE = Trouble(
    "the SavedModel cannot be computed for one sample",
    "export it with an open batch, or with a batch of 1",
)


def load(wanted: SavedModel) -> Source:
    """Loads one signature of the folder; refuses what is no SavedModel with that signature."""
    folder = wanted.path
    if not any((folder / name).is_file() for name in ("saved_model.pb", "saved_model.pbtxt")):
        raise Refusal(
            Reason.UnsupportedSource,
            "the folder is no SavedModel: it has no saved_model.pb; export with"
            " model.export(folder) or tf.saved_model.save(model, folder)",
        )
    try:
        loaded = tf.saved_model.load(str(folder), tags=_tags(wanted))
    except (MemoryError, Refusal):
        raise
    except Exception as e:  # the loader raises nearly every type for broken content
        raise Refusal(
            Reason.UnsupportedSource,
            f"the SavedModel cannot be loaded: {brief(e)}; export it again and upload all of its files",
        ) from e
    signatures = dict(getattr(loaded, "signatures", {}))
    usual = wanted.signature in (None, _DEFAULT_SIGNATURES[0])
    if not signatures and usual:
        return _called(loaded)
    return _signature(loaded, signatures, None if usual else wanted.signature)


def _tags(wanted: SavedModel) -> list[str] | None:
    """The asked ones; of several MetaGraphs the one for serving, which TF Hub of TF 1 left untagged."""
    if wanted.tags is not None and wanted.tags != _SERVE:
        return list(wanted.tags)
    graphs = loader_impl.parse_saved_model(str(wanted.path)).meta_graphs
    sets = [sorted(g.meta_info_def.tags) for g in graphs]
    if len(sets) <= 1:
        return None
    for tags in (["serve"], []):
        if tags in sets:
            return tags
    raise Refusal(
        Reason.UnsupportedSource,
        f"the SavedModel has {len(sets)} MetaGraphs with the tags {sets}: name the tags of one in"
        " source.savedModel.tags",
    )


def _signature(loaded: Any, signatures: dict[str, Any], wanted: str | None) -> Source:
    name = wanted or _default(signatures)
    if name not in signatures:
        raise Refusal(
            Reason.UnsupportedSource,
            f"the SavedModel has no signature {name!r}; it has {sorted(signatures)}:"
            " name one in source.savedModel.signature",
        )
    found = signatures[name]
    return source.fixed(found, loaded, dict(found.structured_input_signature[1]), _TROUBLE)


def _default(signatures: dict[str, Any]) -> str:
    if len(signatures) == 1:
        return next(iter(signatures))
    return next((n for n in _DEFAULT_SIGNATURES if n in signatures), _DEFAULT_SIGNATURES[0])


def _called(loaded: Any) -> Source:
    """A reusable SavedModel has no signature: it is called, with `training` as an argument."""
    for form in getattr(getattr(loaded, "__call__", None), "concrete_functions", ()):
        found = _tensors(form)
        if found is not None:
            specs, others = found
            return source.fixed(_named(loaded, list(specs), others), loaded, specs, _TROUBLE)
    raise Refusal(
        Reason.UnsupportedSource,
        "the SavedModel has no signature, nor can it be called with tensors alone; export it with a"
        " signature (model.export does)",
    )


def _tensors(form: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The tensors and the other arguments of one form of the call; None for one that trains."""
    positional, named = form.structured_input_signature
    names = list(form.function_type.parameters)
    arguments = dict(zip(names, positional)) | dict(named)
    specs: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in arguments.items():
        if isinstance(value, tf.TensorSpec):
            specs[name] = value
        elif isinstance(value, (bool, int, float, str, type(None))):
            others[name] = value
        else:
            return None
    if not specs or others.get("training"):
        return None
    return specs, others


def _named(loaded: Any, names: list[str], others: dict[str, Any]) -> Any:
    def compute(**inputs: Any) -> dict[str, Any]:
        found = loaded(**{n: inputs[n] for n in names}, **others)
        if isinstance(found, dict):
            return found
        several = found if isinstance(found, (list, tuple)) else [found]
        if len(several) == 1:
            return {"output": several[0]}
        return {f"output_{i}": tensor for i, tensor in enumerate(several)}

    return compute
