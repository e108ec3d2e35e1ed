"""How much memory a Keras model would take, found out before anything of it is allocated.

A few bytes of configuration can declare layers of terabytes; Keras would fill the memory with their
first values before it misses them in the file.
"""

from __future__ import annotations

import copy
import logging
import math
from typing import Any

import keras

# Not public: Keras has no public way to build a model from a configuration exactly as it loads one.
from keras.src.legacy.saving import saving_utils
from keras.src.saving.serialization_lib import ObjectSharingScope

from atoll_stage import hdf5
from atoll_stage.refusal import brief

_LOG = logging.getLogger(__name__)
# Weights that a file need not hold; these take no memory that matters.
_SLACK = 1 << 20


def check(config: dict[str, Any], held: int) -> None:
    """Refuses a configuration whose layers have more weights than the `held` numbers of the file.

    What Keras cannot build is not refused here: it says why when it loads the file.
    """
    try:
        sizes = _sizes(copy.deepcopy(config))
    except MemoryError:
        raise
    except Exception as e:  # layers raise nearly every type for a configuration that is not theirs
        _LOG.info("the size of the Keras model is not known: %s", brief(e))
        return
    total = sum(size for _, size in sizes)
    if total > held + _SLACK:
        name, size = max(sizes, key=lambda each: each[1])
        raise hdf5.unusable(
            f"its layers declare {total} weights, {name[:80]!r} alone {size}, and the file holds {held}"
        )


def _sizes(config: dict[str, Any]) -> list[tuple[str, int]]:
    """How many numbers each weight has, with its path."""
    try:
        # Variables that are made here have shapes and no values.
        with keras.StatelessScope(initialize_variables=False):
            return [(w.path, math.prod(w.shape)) for w in _built(config).weights]
    finally:
        # Forgets them before something gives them values.
        keras.utils.clear_session(free_memory=False)


def _built(config: dict[str, Any]) -> Any:
    """As Keras does it when it loads a file of either format, before the weights."""
    if "module" not in config:
        return saving_utils.model_from_config(config)
    with ObjectSharingScope():
        return keras.saving.deserialize_keras_object(config, safe_mode=True)
