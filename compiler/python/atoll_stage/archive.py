"""Reading .npz files of unknown origin.

Sizes are compared with a limit before anything is unpacked, and objects (pickles) are
never loaded: a data file must not be able to fill the memory or to run code.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

import numpy as np

from atoll_stage.refusal import Reason, Refusal, brief

_MAX_ARRAYS = 64


def load(path: Path, reason: Reason, max_bytes: int) -> dict[str, np.ndarray]:
    """All arrays of the file by name; refuses with `reason` what is no honest .npz."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _arrays(archive, reason, max_bytes)
    except (MemoryError, Refusal):
        raise
    except Exception as e:  # unpackers, and the parser of headers, raise nearly every type
        raise Refusal(
            reason,
            f"the file cannot be read as .npz ({brief(e)}); write it with numpy.savez",
        ) from e


def _arrays(archive: zipfile.ZipFile, reason: Reason, max_bytes: int) -> dict[str, np.ndarray]:
    entries = [e for e in archive.infolist() if e.filename.endswith(".npy")]
    if not entries:
        raise Refusal(reason, "the file holds no arrays; write it with numpy.savez")
    if len(entries) > _MAX_ARRAYS:
        raise Refusal(reason, f"the file holds more than {_MAX_ARRAYS} arrays")
    total = sum(e.file_size for e in entries)
    if total > max_bytes:
        raise Refusal(
            reason,
            f"the file unpacks to {total} bytes, more than the limit of {max_bytes};"
            " give fewer samples",
        )
    return {e.filename[: -len(".npy")]: _array(archive, e, reason) for e in entries}


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reason: Reason) -> np.ndarray:
    with archive.open(entry) as stream:
        shape, dtype = _header(stream)
        data_bytes = entry.file_size - stream.tell()
    name = entry.filename[: -len(".npy")]
    if dtype.itemsize == 0:
        raise Refusal(reason, f"array {name!r} holds values without a size; save plain numbers")
    if dtype.hasobject:
        raise Refusal(
            reason,
            f"array {name!r} holds Python objects, which are never loaded; save plain numbers",
        )
    declared = dtype.itemsize
    for dimension in shape:
        declared *= int(dimension)
    if declared != data_bytes:
        raise Refusal(
            reason,
            f"array {name!r} declares {declared} bytes but the file holds {data_bytes}",
        )
    with archive.open(entry) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
    else:
        raise ValueError(f"array format {version[0]}.{version[1]} is unknown")
    return shape, dtype
