"""Labelled samples: the evaluation data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from atoll_stage import archive, samples
from atoll_stage.refusal import Reason
from atoll_stage.request import Evaluation
from atoll_stage.samples import Input, Samples


@dataclass(frozen=True)
class Labelled:
    """The samples and all arrays of the file, whose labels are checked once classes are known."""

    samples: Samples
    arrays: dict[str, np.ndarray]

    def truth(self, classes: int) -> np.ndarray:
        """The true classes [samples]; refuses labels that are none of them."""
        return samples.labels(self.arrays, len(self.samples), classes)


def read(evaluation: Evaluation, inputs: Sequence[Input], max_bytes: int) -> Labelled:
    """The evaluation data, read before the long work: a broken file should say so at once."""
    reason = Reason.EvaluationInvalid
    arrays = archive.load(evaluation.path, reason, max_bytes)
    return Labelled(samples.match(arrays, inputs, reason), arrays)
