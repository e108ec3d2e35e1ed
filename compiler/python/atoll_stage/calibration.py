"""Calibration data of every kind, told by its content: .npz, images, TFRecord.

Read again for every attempt with another count, and never more than that count at once: what a file
holds beyond costs no memory.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from atoll_stage import archive, image_folder, images, samples, tfrecord
from atoll_stage.image_folder import Entry
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import Calibration
from atoll_stage.samples import Input, Samples

_REASON = Reason.CalibrationInvalid
_TAR_MAGIC = (257, b"ustar")
_GZIP = b"\x1f\x8b"


def read(wanted: Calibration, inputs: tuple[Input, ...], count: int, max_bytes: int) -> Samples:
    """At most `count` samples, evenly over the data: it is often sorted by class.

    Refuses with CalibrationInvalid what cannot be used, or needs more than `max_bytes`.
    """
    path = wanted.path
    if path.is_file() and zipfile.is_zipfile(path) and _holds_arrays(path):
        arrays = archive.load(path, _REASON, max_bytes)
        return samples.match(arrays, inputs, _REASON).spread(count)
    rows = _rows(wanted, inputs, count, max_bytes)
    return samples.match(_stacked(rows, inputs, max_bytes), inputs, _REASON)


def _holds_arrays(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as found:
            return not any(image_folder.is_image_name(n) for n in found.namelist())
    except Exception:  # whoever reads it next says what is wrong with it
        return False


def _rows(
    wanted: Calibration, inputs: tuple[Input, ...], count: int, max_bytes: int
) -> Iterator[dict[str, np.ndarray]]:
    path = wanted.path

    def decoded(entries: list[Entry]) -> Iterator[dict[str, np.ndarray]]:
        return _decoded(entries, wanted, inputs, count)

    if path.is_dir():
        entries = image_folder.of_folder(path)
        records = sorted(p for p in path.rglob("*") if _is_records(p))
        if bool(entries) == bool(records):
            raise _unknown("the folder holds " + ("images and records" if records else "neither"))
        yield from decoded(entries) if entries else _records(records, wanted, inputs, count)
    elif zipfile.is_zipfile(path):
        yield from image_folder.of_zip(path, decoded)
    elif tfrecord.is_tfrecord(path):
        yield from _records([path], wanted, inputs, count)
    elif _is_tar(path):
        yield from image_folder.of_tar(path, decoded)
    else:
        raise _unknown("the file is none of them")


def _decoded(
    entries: list[Entry], wanted: Calibration, inputs: tuple[Input, ...], count: int
) -> Iterator[dict[str, np.ndarray]]:
    if not entries:
        raise _unknown("it holds no .jpg or .png file")
    taken = images.only_input(inputs)
    for index in spread(len(entries), count):
        entry = entries[index]
        if entry.size > images.MAX_BYTES:
            raise Refusal(
                _REASON, f"{entry.name[:200]} has {entry.size} bytes, more than {images.MAX_BYTES}"
            )
        yield {taken.name: images.sample(entry.name[:200], entry.read(), taken, wanted.pixels)}


def _records(
    paths: list[Path], wanted: Calibration, inputs: tuple[Input, ...], count: int
) -> Iterator[dict[str, np.ndarray]]:
    counts = [tfrecord.count(p) for p in paths]
    if not sum(counts):
        raise Refusal(_REASON, "the file holds no records")
    chosen = spread(sum(counts), count)
    first = 0
    for path, held in zip(paths, counts):
        numbers = {i - first for i in chosen if first <= i < first + held}
        yield from tfrecord.read(path, numbers, inputs, wanted.pixels)
        first += held


def spread(total: int, count: int) -> list[int]:
    """At most `count` of `total` indices, first and last among them."""
    if count >= total:
        return list(range(total))
    return np.linspace(0, total - 1, count).round().astype(int).tolist()


def _stacked(rows: Iterator[dict[str, np.ndarray]], inputs: Any, max_bytes: int) -> dict[str, Any]:
    found: dict[str, list[np.ndarray]] = {i.name: [] for i in inputs}
    used = 0
    for row in rows:
        used += sum(value.nbytes for value in row.values())
        if 2 * used > max_bytes:  # the rows, and the array of them
            raise Refusal(
                _REASON,
                f"the samples take more than {max_bytes} bytes; set a smaller calibration.samples",
            )
        for name, value in row.items():
            found[name].append(value)
    return {name: np.stack(values) for name, values in found.items()}


def _is_records(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and ".tfrecord" in path.name


def _is_tar(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_TAR_MAGIC[0] + len(_TAR_MAGIC[1]))
    return head[_TAR_MAGIC[0] :] == _TAR_MAGIC[1] or head.startswith(_GZIP)


def _unknown(what: str) -> Refusal:
    return Refusal(
        _REASON,
        "calibration data is an .npz file, an image folder (also as .zip or .tar) or TFRecord files;"
        f" {what}",
    )
