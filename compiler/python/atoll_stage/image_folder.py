"""A folder of images: as folder, or packed as zip or tar (plain or gzip). Nothing is unpacked to disk."""

from __future__ import annotations

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator

from atoll_stage.refusal import Reason, Refusal, brief

_EXTENSIONS = (".jpg", ".jpeg", ".png")
_MAX_ENTRIES = 1_000_000
_MAX_PART = 64 << 20
_MAX_UNPACKED = 64 << 30
_GZIP = b"\x1f\x8b"
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Entry:
    """A file in the folder and its size as declared; `read` yields at most that much."""

    name: str
    size: int
    read: Callable[[], bytes]


def is_image_name(name: str) -> bool:
    """Files of another kind, and what macOS adds to archives, are passed over."""
    last = name.rsplit("/", 1)[-1]
    return last.lower().endswith(_EXTENSIONS) and not last.startswith(".")


def of_folder(folder: Path) -> list[Entry]:
    """The images under the folder by name; links are not followed."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and is_image_name(path.name):
            name = str(path.relative_to(folder))
            found.append(Entry(name, path.stat().st_size, path.read_bytes))
    return found


def of_zip(path: Path, chosen: Callable[[list[Entry]], Iterator]) -> Iterator:
    """What `chosen` makes of the archive's images, by name, while it is open."""
    try:
        with zipfile.ZipFile(path) as archive:
            _few(len(archive.infolist()))
            entries = [
                Entry(e.filename, e.file_size, lambda e=e: archive.read(e))
                for e in archive.infolist()
                if is_image_name(e.filename)
            ]
            yield from chosen(sorted(entries, key=lambda e: e.name))
    except _BROKEN as e:
        raise _unreadable(e) from e


def of_tar(path: Path, chosen: Callable[[list[Entry]], Iterator]) -> Iterator:
    """The same of a tar archive, also of a gzipped one, but in its own order: going back is slow."""
    try:
        with path.open("rb") as file:
            zipped = file.read(len(_GZIP)) == _GZIP
            file.seek(0)
            stream = _Bounded(gzip.GzipFile(fileobj=file) if zipped else file)
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                entries = []
                last = -1
                for count, member in enumerate(archive):
                    _few(count)
                    # A negative size leads back to a header that was read before, for ever.
                    if member.offset <= last or member.size < 0:
                        raise ValueError("a part of it declares a negative size")
                    last = member.offset
                    if member.isfile() and is_image_name(member.name):
                        entries.append(Entry(member.name, member.size, _reader(archive, member)))
                yield from chosen(entries)
    except _BROKEN as e:
        raise _unreadable(e) from e


class _Bounded:
    """A stream that never gives much at once: headers of a tar file declare how long they are."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_PART:
            raise ValueError(f"a part of it declares {size} bytes")
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        if position > _MAX_UNPACKED:
            raise ValueError(f"it unpacks to more than {_MAX_UNPACKED} bytes")
        return self._stream.seek(position)

    def tell(self) -> int:
        return self._stream.tell()


def _reader(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        stream = archive.extractfile(member)
        if stream is None:
            raise ValueError(f"{member.name} is no file")
        with stream:
            return stream.read(member.size)

    return read


def _few(count: int) -> None:
    if count > _MAX_ENTRIES:
        raise Refusal(
            Reason.CalibrationInvalid, f"the archive has more than {_MAX_ENTRIES} files"
        )


def _unreadable(error: BaseException) -> Refusal:
    return Refusal(
        Reason.CalibrationInvalid,
        f"the archive cannot be read ({brief(error)}); pack the images as .zip or .tar again",
    )
