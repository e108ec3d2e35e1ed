"""Keras files, both formats: a .keras archive and the older HDF5 file. No code in them ever runs."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from atoll_stage import hdf5, keras_config, keras_size, source
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.source import Source, Trouble

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_MAX_CONFIG = 64 << 20
_CHUNK = 1 << 20
_TROUBLE = Trouble(
    "the Keras model cannot be computed for one sample",
    "call it once with a batch of 1 before it is saved",
)


def load(path: Path, max_bytes: int) -> Source:
    """The model of the file, whose kind its content decides; refuses what it will not load."""
    keras.utils.set_random_seed(0)  # layers draw numbers before they get those of the file
    with tempfile.TemporaryDirectory() as folder:
        if zipfile.is_zipfile(path):
            safe = _archive(path, Path(folder), max_bytes)
        else:
            safe = _hdf5(path, Path(folder), max_bytes)
        model = _loaded(safe)
    return _source(model)


def _archive(path: Path, folder: Path, max_bytes: int) -> Path:
    """The same archive with its configuration checked, and nothing in it but what Keras writes."""
    try:
        with zipfile.ZipFile(path) as archive:
            config = keras_config.checked(_read(archive, _CONFIG))
            metadata = _read(archive, _METADATA)
            _extract(archive, folder / _WEIGHTS, max_bytes)
    except (MemoryError, Refusal):
        raise
    except Exception as e:  # unpackers raise nearly every type
        raise hdf5.unusable(f"it cannot be read as .keras archive ({brief(e)})") from e
    keras_size.check(config, hdf5.check(folder / _WEIGHTS, max_bytes))
    safe = folder / "model.keras"
    with zipfile.ZipFile(safe, "w") as archive:
        archive.writestr(_CONFIG, json.dumps(config))
        archive.writestr(_METADATA, metadata)
        archive.write(folder / _WEIGHTS, _WEIGHTS)
    return safe


def _entry(archive: zipfile.ZipFile, name: str, limit: int) -> zipfile.ZipInfo:
    found = [e for e in archive.infolist() if e.filename == name]
    if len(found) != 1:
        raise hdf5.unusable(f"it has {len(found)} files {name}, not one")
    if found[0].file_size > limit:
        raise hdf5.unusable(f"{name} unpacks to more than {limit} bytes")
    return found[0]


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    # zipfile never yields more than the size that the entry declares.
    return archive.read(_entry(archive, name, _MAX_CONFIG))


def _extract(archive: zipfile.ZipFile, to: Path, max_bytes: int) -> None:
    with archive.open(_entry(archive, _WEIGHTS, max_bytes)) as stream, to.open("wb") as out:
        shutil.copyfileobj(stream, out, _CHUNK)


def _hdf5(path: Path, folder: Path, max_bytes: int) -> Path:
    held = hdf5.check(path, max_bytes)
    config = hdf5.attribute(path, "model_config")
    if config is None:
        raise hdf5.unusable("it holds weights without a model; save the whole model")
    keras_size.check(keras_config.checked(config), held)
    named = folder / "model.h5"  # Keras decides by the name
    named.symlink_to(path.resolve())
    return named


def _loaded(path: Path) -> Any:
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except MemoryError:
        raise
    except Exception as e:  # layers raise nearly every type for a configuration that is not theirs
        raise Refusal(
            Reason.UnsupportedSource,
            f"Keras {keras.__version__} cannot load the file: {brief(e)}; save it with this version, or"
            " export a SavedModel with model.export",
        ) from e


def _source(model: Any) -> Source:
    if not getattr(model, "built", False) or not getattr(model, "inputs", None):
        raise Refusal(
            Reason.UnsupportedSource,
            "the Keras model has no input shape: give it an Input layer, or call it once before it is"
            " saved",
        )
    names = [tensor.name for tensor in model.inputs]
    if len(set(names)) < len(names):
        raise Refusal(Reason.UnsupportedSource, f"the inputs of a model have a name each; found {names}")
    specs = {
        tensor.name: tf.TensorSpec(tensor.shape, tensor.dtype, name=tensor.name)
        for tensor in model.inputs
    }

    def compute(**inputs: Any) -> dict[str, Any]:
        found = model([inputs[n] for n in names] if len(names) > 1 else inputs[names[0]], training=False)
        if isinstance(found, dict):
            return found
        several = found if isinstance(found, (list, tuple)) else [found]
        return dict(zip(_output_names(model, len(several)), several))

    # Keras's variables are none of TensorFlow's; the converter makes constants of those it can see.
    owner = tf.Module()
    owner.weights = [variable.value for variable in model.variables]
    return source.fixed(compute, owner, specs, _TROUBLE)


def _output_names(model: Any, count: int) -> list[str]:
    """The names of the output layers; numbered where they repeat."""
    names = list(getattr(model, "output_names", None) or [])
    if len(names) != count or len(set(names)) < count:
        names = [f"output_{i}" for i in range(count)] if count > 1 else ["output"]
    return names
