"""TensorFlow's interpreter without the rest of TensorFlow, and TensorFlow without Keras.

Importing `tensorflow` takes seconds and half a gigabyte; its interpreter alone, which is all
that a finished file needs, takes tenths of a second. The modules are the same, so the kernels
are as well.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
import types

_DISTRIBUTIONS = ("tensorflow-cpu", "tensorflow")


def install() -> None:
    """Puts an empty package in the place of `tensorflow`, whose submodules load as ever.

    To be called once, first, in a process that never needs the whole. When TensorFlow is
    loaded already, that one stays.
    """
    if "tensorflow" in sys.modules:
        return
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("this Python has no TensorFlow")
    package = types.ModuleType("tensorflow")
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    sys.modules["tensorflow"] = package


def without_keras() -> None:
    """Imports TensorFlow, which otherwise imports Keras too, and with it all that Keras can use.

    TensorFlow itself bears that Keras is missing. Keras can be imported afterwards.
    """
    if "keras" not in sys.modules:
        sys.modules["keras"] = None  # what Python takes for a module that is not there
        try:
            import tensorflow  # noqa: F401
        finally:
            del sys.modules["keras"]


def version() -> str:
    """The release of TensorFlow, asked of its package and not of its code."""
    for name in _DISTRIBUTIONS:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    raise ImportError("this Python has no TensorFlow")
