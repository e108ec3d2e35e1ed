"""Data files that are not what they should be; no model is needed for these."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Callable

import numpy as np
import pytest
import conftest  # noqa: F401  (puts the package on the path)

from atoll_stage import archive, samples
from atoll_stage.evaluate import Scores, compare
from atoll_stage.refusal import Reason, Refusal

LIMIT = 1 << 20
IMAGE = samples.Input("image", (2, 2), np.dtype(np.float32))


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as raised:
        work()
    assert raised.value.reason is Reason.CalibrationInvalid
    return raised.value.message


def load(path: Path) -> dict[str, np.ndarray]:
    return archive.load(path, Reason.CalibrationInvalid, LIMIT)


def match(array: np.ndarray) -> samples.Samples:
    return samples.match({"inputs": array}, [IMAGE], Reason.CalibrationInvalid)


def test_reads_what_numpy_wrote(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", inputs=np.arange(6).reshape(2, 3))
    assert (load(tmp_path / "a.npz")["inputs"] == [[0, 1, 2], [3, 4, 5]]).all()


def test_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_text("PK, but not really")
    assert "numpy.savez" in refused(lambda: load(tmp_path / "a.npz"))


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "trapped",))

    np.savez(tmp_path / "a.npz", inputs=np.array([Trap()], dtype=object))
    assert "objects" in refused(lambda: load(tmp_path / "a.npz"))
    assert not (tmp_path / "trapped").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", inputs=np.zeros(LIMIT, np.float32))
    assert (tmp_path / "a.npz").stat().st_size < LIMIT / 10
    assert str(LIMIT) in refused(lambda: load(tmp_path / "a.npz"))


def test_a_header_that_promises_more_than_there_is(tmp_path: Path) -> None:
    header = io.BytesIO()
    shape = {"descr": "<f4", "fortran_order": False, "shape": (1 << 40,)}
    np.lib.format.write_array_header_1_0(header, shape)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as made:
        made.writestr("inputs.npy", header.getvalue() + b"\0" * 16)
    assert "holds 16" in refused(lambda: load(tmp_path / "a.npz"))


def test_an_array_cut_short(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", inputs=np.zeros(64, np.float32))
    whole = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(whole[: len(whole) // 2])
    refused(lambda: load(tmp_path / "a.npz"))


def test_nan_is_named_by_its_sample() -> None:
    array = np.zeros((5, 2, 2), np.float32)
    array[3, 1, 1] = np.nan
    assert "first in sample 3" in refused(lambda: match(array))


def test_pixels_that_nobody_scaled() -> None:
    message = refused(lambda: match(np.zeros((5, 2, 2), np.uint8)))
    assert "float32[n, 2, 2]" in message and "uint8[5, 2, 2]" in message


def test_no_samples() -> None:
    assert "no samples" in refused(lambda: match(np.zeros((0, 2, 2), np.float32)))


def test_an_unknown_name() -> None:
    array = np.zeros((5, 2, 2), np.float32)
    message = refused(
        lambda: samples.match({"pictures": array}, [IMAGE], Reason.CalibrationInvalid)
    )
    assert "'image'" in message and "pictures" in message


def test_double_precision_is_fine() -> None:
    assert match(np.ones((5, 2, 2), np.float64)).arrays["image"].dtype == np.float32


def test_spread_takes_first_and_last() -> None:
    array = np.arange(40, dtype=np.float32).reshape(10, 2, 2)
    taken = match(array).spread(3).arrays["image"]
    assert taken[:, 0, 0].tolist() == [0.0, 16.0, 36.0]


def test_ties_count_as_the_lowest_class() -> None:
    """A model that says the same of all classes is not right about every sample."""
    same = np.zeros((4, 4), np.float32)
    found = compare(Scores(same, same, np.arange(4)), "Top1", 4)
    assert (found["float"], found["quantized"]) == (1, 1)


def test_top5_counts_the_first_five() -> None:
    scored = np.tile(np.arange(7, 0, -1, dtype=np.float32), (7, 1))
    found = compare(Scores(scored, scored, np.arange(7)), "Top5", 0)
    assert found["float"] == 5


def npz(path: Path, header: str, data: bytes = b"") -> Path:
    """An archive with one array, whose header says this."""
    text = header.encode() + b"\n"
    content = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("inputs.npy", content)
    return path


def test_compressed_data_that_is_damaged(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", inputs=np.arange(4000, dtype=np.int64) ** 3)
    content = bytearray((tmp_path / "a.npz").read_bytes())
    name = content.index(b"inputs.npy")
    # A kind of block that deflate does not have.
    start = name + len(b"inputs.npy") + int.from_bytes(content[28:30], "little")
    content[start] = 0x07
    (tmp_path / "a.npz").write_bytes(content)
    assert "numpy.savez" in refused(lambda: load(tmp_path / "a.npz"))


@pytest.mark.parametrize(
    "header",
    [
        "(((",
        "{[1]: 2}",
        "{'descr': 7, 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -2)}",
        "{'descr': '|S0', 'fortran_order': False, 'shape': (1000000000000000,)}",
        "'''",
        "  {\n 1",
        "(" * 5000,
    ],
)
def test_a_header_that_is_none(tmp_path: Path, header: str) -> None:
    path = npz(tmp_path / "a.npz", header, b"\0" * 16 if "-2" in header else b"")
    refused(lambda: load(path))


def test_a_model_that_answers_with_nan_is_never_right() -> None:
    scored = np.tile(np.array([0.1, 0.2, 0.7], np.float32), (3, 1))
    broken = scored.copy()
    broken[0] = np.nan
    broken[1, 0] = np.nan
    found = compare(Scores(broken, scored, np.array([2, 2, 2])), "Top1", 3)
    assert (found["float"], found["quantized"]) == (1, 3)
    assert found["classes"] == [{"class": 2, "samples": 3, "quantized": 3, "float": 1}]


def test_a_message_can_always_be_written() -> None:
    message = Refusal(Reason.CalibrationInvalid, "odd \udcfc\x1b[2J\u202e name; remove it").message
    message.encode("utf-8")
    assert message == "odd \ufffd\ufffd[2J\ufffd name; remove it"


def test_a_long_message_keeps_its_end() -> None:
    message = Refusal(Reason.CalibrationInvalid, "it has " + "x" * 70_000 + "; remove it").message
    assert len(message) < 2_100
    assert message.startswith("it has xxx") and message.endswith("xxx; remove it")
