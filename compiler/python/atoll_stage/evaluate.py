"""Float and quantised model, side by side, on labelled data; the float model may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np

from atoll_stage.model import Model
from atoll_stage.refusal import Reason, Refusal, brief
from atoll_stage.samples import Input, Samples

_RANKS = {"Top1": 1, "Top5": 5}


@dataclass(frozen=True)
class Scores:
    """Scores [samples, classes] of both models and the true classes [samples].

    `rows` are their numbers in the evaluation data, None for all of it.
    """

    float: np.ndarray | None
    quantised: np.ndarray
    labels: np.ndarray
    rows: np.ndarray | None = None

    def index(self, row: int) -> int:
        """The sample's number in the evaluation data, of which these may be a part."""
        return int(row if self.rows is None else self.rows[row])


def classes(model: Model) -> int:
    """How many classes the model tells apart; refuses a model that gives no scores per class."""
    shapes = [list(map(int, d["shape"])) for d in model.outputs]
    if len(shapes) != 1 or len(shapes[0]) != 2 or shapes[0][1] < 2:
        raise Refusal(
            Reason.EvaluationInvalid,
            f"Top1 and Top5 need one output of shape [1, classes]; the model has {shapes}:"
            " leave evaluation out, or export a signature with that output alone",
        )
    return shapes[0][1]


def scores(
    model: Model, inputs: Sequence[Input], samples: Samples, chosen: np.ndarray | None = None
) -> np.ndarray:
    """The outputs [samples, classes] in real numbers; only of the `chosen` rows when given.

    Refuses samples that the model cannot be run on, for instance an index beyond a table's end.
    """
    indices = {i.name: model.input(i)["index"] for i in inputs}
    rows = []
    for row in range(len(samples)) if chosen is None else chosen:
        values = {indices[name]: value for name, value in samples.row(row).items()}
        try:
            rows.append(model.run(values)[0][0])
        except RuntimeError as e:
            raise Refusal(
                Reason.EvaluationInvalid,
                f"the model cannot be run on sample {row} of the evaluation data: {brief(e)};"
                " give values that the model takes",
            ) from e
    return np.stack(rows)


def count(scored: np.ndarray, labels: np.ndarray, metric: str) -> int:
    """How many samples are right by this metric."""
    return int(_hits(scored, labels, _RANKS[metric]).sum())


def compare(found: Scores, metric: str, worst: int) -> dict[str, Any]:
    """The evaluation part of the result: counts (not rounded), classes and worst examples."""
    rank, number = _RANKS[metric], found.quantised.shape[1]
    if number <= rank:
        raise Refusal(
            Reason.EvaluationInvalid,
            f"{metric} says nothing about a model with {number} classes; use Top1",
        )
    right = {"quantized": _hits(found.quantised, found.labels, rank)}
    both: dict[str, int] = {}
    if found.float is not None:
        right["float"] = _hits(found.float, found.labels, rank)
        same = found.float.argmax(axis=1) == found.quantised.argmax(axis=1)
        both["agreement"] = int(same.sum())
    return {
        "metric": metric,
        "samples": len(found.labels),
        **{model: int(hits.sum()) for model, hits in right.items()},
        **both,
        "classes": _per_class(found.labels, right),
        "worst": _worst(found, worst),
    }


def _hits(scored: np.ndarray, labels: np.ndarray, rank: int) -> np.ndarray:
    """True where fewer than `rank` classes come before the true one; the lower index wins a tie.

    Scores of which one is no number are never right: NaN is neither above nor below anything.
    """
    own = np.take_along_axis(scored, labels[:, None], axis=1)
    columns = np.arange(scored.shape[1])[None, :]
    before = (scored > own) | ((scored == own) & (columns < labels[:, None]))
    return (before.sum(axis=1) < rank) & ~np.isnan(scored).any(axis=1)


def _per_class(labels: np.ndarray, right: dict[str, np.ndarray]) -> list[dict[str, int]]:
    return [
        {
            "class": c,
            "samples": int((labels == c).sum()),
            **{model: int(hits[labels == c].sum()) for model, hits in right.items()},
        }
        for c in np.unique(labels).tolist()
    ]


def _worst(found: Scores, count: int) -> list[dict[str, Any]]:
    """Samples that the quantised model gets wrong, the surest mistakes first."""
    rows = np.arange(len(found.labels))
    margin = found.quantised.max(axis=1) - found.quantised[rows, found.labels]
    wrong = rows[found.quantised.argmax(axis=1) != found.labels]
    order = sorted(wrong, key=lambda i: (-float(margin[i]), int(i)))[:count]
    return [
        {
            "index": found.index(i),
            "label": int(found.labels[i]),
            **({} if found.float is None else {"float": int(found.float[i].argmax())}),
            "quantized": int(found.quantised[i].argmax()),
            "margin": f"{float(margin[i]):.4f}",
        }
        for i in order
    ]
