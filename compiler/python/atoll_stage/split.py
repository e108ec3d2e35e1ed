"""Which part of the evaluation data chooses between attempts, and which judges the choice.

Whoever picks the best of many by the same data that proves it good has proved nothing: some will
look good by chance. So the part that judges is never shown to an attempt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SEED = 20
LEAST = 40


@dataclass(frozen=True)
class Split:
    """Rows of the evaluation data, both in ascending order; together they are all of it."""

    choosing: np.ndarray
    judging: np.ndarray


def halves(labels: np.ndarray) -> Split | None:
    """Two halves, each with half of every class, drawn with a fixed seed; None for too little data."""
    if len(labels) < LEAST:
        return None
    generator = np.random.Generator(np.random.PCG64(SEED))
    choosing = np.zeros(len(labels), bool)
    odd = 0
    for number in np.unique(labels):
        rows = generator.permutation(np.flatnonzero(labels == number))
        # Odd classes give their last row to either side in turn.
        half = (len(rows) + odd) // 2
        odd = (odd + len(rows)) % 2
        choosing[rows[:half]] = True
    return Split(np.flatnonzero(choosing), np.flatnonzero(~choosing))
