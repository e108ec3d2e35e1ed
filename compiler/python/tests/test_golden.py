"""Golden samples of a model whose outputs have other sizes than it declares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import conftest  # noqa: F401  (puts the package on the path)

from atoll_stage import golden
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.samples import Input, Samples

NUMBER = Input("n", (1,), np.dtype(np.float32))


class Growing:
    """Stands for a model with outputs [1, n] that declares [1, 1]."""

    def __init__(self, *sizes: int) -> None:
        self.inputs = [self._tensor("n", 0)]
        self.outputs = [self._tensor(f"out{i}", i + 1) for i in range(len(sizes))]
        self._sizes = sizes

    @staticmethod
    def _tensor(name: str, index: int) -> dict[str, Any]:
        kind: dict[str, Any] = {"dtype": np.float32, "quantization": (0.0, 0)}
        return {"name": name, "index": index, "shape": np.array([1, 1])} | kind

    def input(self, _: Input) -> dict[str, Any]:
        return self.inputs[0]

    def raw(self, _: dict[int, np.ndarray]) -> list[np.ndarray]:
        return [np.zeros((1, size), np.float32) for size in self._sizes]

    def step(self, _: dict[str, Any]) -> float:
        return 1.0


def made(model: Growing) -> dict[str, Any]:
    seen = Samples({"n": np.array([[0.0], [1.0]], np.float32)})
    return golden.make(model, [NUMBER], seen, 3, 1)  # type: ignore[arg-type]


def test_there_are_as_many_as_an_artifact_holds() -> None:
    assert len(made(Growing(1000))["samples"]) == 3
    assert len(made(Growing(9 << 18))["samples"]) == 2  # 9 MiB each


def test_one_that_is_too_large_alone_is_refused() -> None:
    with pytest.raises(Refusal) as raised:
        made(Growing(3 << 20, 3 << 20))  # 12 MiB each
    assert raised.value.reason is Reason.UnsupportedSource
    assert "together" in raised.value.message
