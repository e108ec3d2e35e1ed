"""HDF5 files of unknown origin: nothing is read that lies outside of the file, or that is too large.

The format can name other files (external links and storage, virtual datasets) and declare
terabytes in a kilobyte (chunks never written, compressed zeros).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py

from atoll_stage.refusal import Reason, Refusal, brief

_MAX_OBJECTS = 200_000
_MAX_CONFIG = 64 << 20


def check(path: Path, max_bytes: int) -> int:
    """How many numbers its datasets hold.

    Refuses a file with parts elsewhere, or whose datasets sum up to more than `max_bytes`.
    """
    try:
        with h5py.File(path, "r") as file:
            return _check(file, max_bytes)
    except Refusal:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError) as e:
        raise unusable(f"it cannot be read as HDF5 ({brief(e)})") from e


def attribute(path: Path, name: str) -> str | None:
    """A text attribute of the file's root, or None."""
    try:
        with h5py.File(path, "r") as file:
            if name not in file.attrs:
                return None
            if file.attrs.get_id(name).get_storage_size() > _MAX_CONFIG:
                raise unusable(f"{name} is larger than {_MAX_CONFIG} bytes")
            value = file.attrs[name]
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as e:
        raise unusable(f"it cannot be read as HDF5 ({brief(e)})") from e
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, str):
        return value
    raise unusable(f"{name} is no text")


def _check(file: Any, max_bytes: int) -> int:
    seen: set[Any] = set()
    waiting: list[Any] = [file]
    total = numbers = 0
    while waiting:
        group = waiting.pop()
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise unusable(f"{name[:80]!r} is a link to another place, which is never followed")
            found = group[name]
            address = h5py.h5o.get_info(found.id).addr
            if address in seen:
                continue  # a cycle, or a second name
            seen.add(address)
            if len(seen) > _MAX_OBJECTS:
                raise unusable(f"it has more than {_MAX_OBJECTS} parts")
            if isinstance(found, h5py.Group):
                waiting.append(found)
            elif isinstance(found, h5py.Dataset):
                total += _declared(found)
                numbers += int(found.size or 0)
                if total > max_bytes:
                    raise unusable(f"its weights unpack to more than {max_bytes} bytes")
    return numbers


def _declared(dataset: Any) -> int:
    if dataset.external or dataset.is_virtual:
        raise unusable(f"{dataset.name[:80]!r} lies in another file, which is never read")
    return int(dataset.size or 0) * int(dataset.dtype.itemsize)


def unusable(what: str) -> Refusal:
    """UnsupportedSource, with what to do."""
    return Refusal(
        Reason.UnsupportedSource,
        f"the Keras file is not usable: {what}; save it again with model.save",
    )
