"""Calibration data of every kind, honest and hostile."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
import tensorflow as tf
import conftest  # noqa: F401  (puts the package on the path)

from atoll_stage import calibration, image_folder, images
from atoll_stage.refusal import Reason, Refusal
from atoll_stage.request import Calibration
from atoll_stage.samples import Input, Samples

LIMIT = 1 << 20
IMAGE = (Input("image", (4, 6, 3), np.dtype(np.float32)),)
GREY = (Input("image", (4, 6, 1), np.dtype(np.float32)),)
NUMBERS = (
    Input("a", (2, 2), np.dtype(np.float32)),
    Input("b", (3,), np.dtype(np.int64)),
)


def read(path: Path, inputs: Any = IMAGE, count: int = 4, pixels: str | None = "ZeroToOne") -> Samples:
    return calibration.read(Calibration(path, count, pixels), inputs, count, LIMIT)


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as raised:
        work()
    assert raised.value.reason is Reason.CalibrationInvalid
    return raised.value.message


def png(value: int, size: tuple[int, int] = (8, 12)) -> bytes:
    return tf.io.encode_png(np.full((*size, 3), value, np.uint8)).numpy()


def jpeg(value: int) -> bytes:
    return tf.io.encode_jpeg(np.full((8, 12, 3), value, np.uint8), quality=100).numpy()


def folder(tmp_path: Path, count: int = 10) -> Path:
    for number in range(count):
        name = tmp_path / "images" / f"class{number % 2}" / f"{number}.png"
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_bytes(png(number * 10))
    (tmp_path / "images" / "readme.txt").write_text("no image")
    return tmp_path / "images"


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_folder_is_read_evenly(tmp_path: Path) -> None:
    found = read(folder(tmp_path)).arrays["image"]
    assert found.shape == (4, 4, 6, 3)
    # By path: class0/0 2 4 6 8, class1/1 3 5 7 9.
    np.testing.assert_allclose(found[:, 0, 0, 0] * 255, [0, 60, 30, 90], atol=0.01)


@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz"])
def test_archives_hold_the_same(tmp_path: Path, form: str) -> None:
    source = folder(tmp_path)
    packed = tmp_path / "packed"  # its name says nothing
    files = sorted(p for p in source.rglob("*") if p.is_file())
    if form == "zip":
        zipped(packed, {str(p.relative_to(source)): p.read_bytes() for p in files})
    else:
        with tarfile.open(packed, "w:gz" if form == "tar.gz" else "w") as archive:
            for path in files:
                archive.add(path, str(path.relative_to(source)))
    assert (read(packed).arrays["image"] == read(source).arrays["image"]).all()


@pytest.mark.parametrize(
    "pixels, wanted", [("ZeroToOne", 51 / 255), ("MinusOneToOne", -0.6), ("ZeroTo255", 51.0)]
)
def test_pixels_become_what_was_asked(tmp_path: Path, pixels: str, wanted: float) -> None:
    path = zipped(tmp_path / "z", {"a.png": png(51), "b.JPG": jpeg(51), "__MACOSX/._a.png": b"x"})
    found = read(path, pixels=pixels).arrays["image"]
    assert len(found) == 2
    np.testing.assert_allclose(found, wanted, atol=0.02 * max(1.0, abs(wanted)))


def test_pixels_are_never_guessed(tmp_path: Path) -> None:
    message = refused(lambda: read(folder(tmp_path), pixels=None))
    assert "calibration.pixels" in message and "MinusOneToOne" in message


def test_grey_images_for_a_grey_model(tmp_path: Path) -> None:
    assert read(folder(tmp_path), GREY).arrays["image"].shape == (4, 4, 6, 1)


def test_images_for_a_model_that_takes_none(tmp_path: Path) -> None:
    assert "height, width" in refused(lambda: read(folder(tmp_path), NUMBERS))


def test_an_image_that_declares_gigapixels(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert "60000 x 60000" in refused(lambda: read(zipped(tmp_path / "z", {"a.png": bomb})))


BROKEN = {
    "cut": png(7)[:40],
    "head": b"\x89PNG\r\n\x1a\n",
    "jpeg": jpeg(7)[:30],
    "loop": b"\xff\xd8" + b"\xff" * 100,
    "nolength": b"\xff\xd8\xff\xe0\x00\x00" + b"\xff\xe0\x00\x00" * 9,
    "text": b"no image",
    "empty": b"",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_image_is_named(tmp_path: Path, content: bytes) -> None:
    path = zipped(tmp_path / "z", {"fine.png": png(1), "odd.png": content})
    assert "odd.png" in refused(lambda: read(path))


def test_a_zip_bomb_in_an_image(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z", {"a.png": b"\0" * (images.MAX_BYTES + 1)})
    assert "more than" in refused(lambda: read(path))


def test_a_zip_entry_that_lies_about_its_size(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z", {"a.png": png(3)})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\1\2") + 24  # size in the central directory
    content[at : at + 4] = struct.pack("<I", 9)
    path.write_bytes(content)
    refused(lambda: read(path))


def test_a_tar_header_that_declares_gigabytes(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 << 30
    stream = io.BytesIO(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096)
    (tmp_path / "t").write_bytes(gzip.compress(stream.getvalue()))
    assert "declares" in refused(lambda: read(tmp_path / "t"))


def test_more_samples_than_memory_is_meant_for(tmp_path: Path) -> None:
    big = (Input("image", (200, 200, 3), np.dtype(np.float32)),)
    assert "calibration.samples" in refused(lambda: read(folder(tmp_path), big))


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x1f\x8b broken", b"PK\3\4" + b"\0" * 50])
def test_what_is_none_of_them(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert str(tmp_path) not in refused(lambda: read(tmp_path / "x"))


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "neither" in refused(lambda: read(tmp_path / "empty"))


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    source = folder(tmp_path, 2)
    (tmp_path / "outside.png").write_bytes(png(255))
    (source / "link.png").symlink_to(tmp_path / "outside.png")
    assert len(read(source)) == 2


# TFRecord.


def example(**features: Any) -> bytes:
    made = {}
    for name, value in features.items():
        if isinstance(value, bytes):
            made[name] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
        elif isinstance(value[0], float):
            made[name] = tf.train.Feature(float_list=tf.train.FloatList(value=value))
        else:
            made[name] = tf.train.Feature(int64_list=tf.train.Int64List(value=value))
    return tf.train.Example(features=tf.train.Features(feature=made)).SerializeToString()


def records(path: Path, contents: list[bytes]) -> Path:
    with tf.io.TFRecordWriter(str(path)) as writer:
        for content in contents:
            writer.write(content)
    return path


def numbers(count: int) -> list[bytes]:
    return [example(a=[float(n)] * 4, b=[n, n, n]) for n in range(count)]


def test_records_by_the_names_of_inputs(tmp_path: Path) -> None:
    found = read(records(tmp_path / "r", numbers(10)), NUMBERS)
    assert found.arrays["a"][:, 1, 1].tolist() == [0.0, 3.0, 6.0, 9.0]
    assert found.arrays["b"].dtype == np.int64 and found.arrays["b"][3].tolist() == [9, 9, 9]


def test_shards_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    records(tmp_path / "f" / "x.tfrecord-00000-of-00002", numbers(3))
    records(tmp_path / "f" / "x.tfrecord-00001-of-00002", numbers(5))
    found = read(tmp_path / "f", NUMBERS, count=8)
    assert found.arrays["b"][:, 0].tolist() == [0, 1, 2, 0, 1, 2, 3, 4]


def test_images_in_records(tmp_path: Path) -> None:
    path = records(tmp_path / "r", [example(image=png(255)), example(image=jpeg(0))])
    assert read(path).arrays["image"][:, 0, 0, 0].tolist() == [1.0, 0.0]


def test_a_feature_that_is_missing(tmp_path: Path) -> None:
    message = refused(lambda: read(records(tmp_path / "r", numbers(2))))
    assert "'image'" in message and "['a', 'b']" in message


def test_a_feature_of_another_length(tmp_path: Path) -> None:
    path = records(tmp_path / "r", [example(a=[1.0], b=[1, 2, 3])])
    assert "1 numbers" in refused(lambda: read(path, NUMBERS))


def test_a_feature_of_another_type(tmp_path: Path) -> None:
    path = records(tmp_path / "r", [example(a=[1, 2, 3, 4], b=[1, 2, 3])])
    assert "int64_list" in refused(lambda: read(path, NUMBERS))


def test_records_that_are_no_examples(tmp_path: Path) -> None:
    path = records(tmp_path / "r", [b"\xff\xff\xff"])
    assert "no tf.train.Example" in refused(lambda: read(path, NUMBERS))


def test_a_flipped_bit(tmp_path: Path) -> None:
    path = records(tmp_path / "r", numbers(2))
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)
    assert "damaged" in refused(lambda: read(path, NUMBERS))


@pytest.mark.parametrize("length", [1 << 35, (1 << 64) - 1, 400])
def test_a_record_that_declares_more_than_there_is(tmp_path: Path, length: int) -> None:
    path = records(tmp_path / "r", numbers(2))
    content = bytearray(path.read_bytes())
    second = 8 + 4 + struct.unpack("<Q", content[:8])[0] + 4
    content[second : second + 8] = struct.pack("<Q", length)
    path.write_bytes(content)
    assert "declares" in refused(lambda: read(path, NUMBERS))


@pytest.mark.parametrize("dtype, value", [("uint8", 300), ("uint8", -1), ("int32", 1 << 40)])
def test_a_number_that_the_input_cannot_hold(tmp_path: Path, dtype: str, value: int) -> None:
    path = records(tmp_path / "r", [example(n=[1, 2]), example(n=[1, value])])
    wanted = (Input("n", (2,), np.dtype(dtype)),)
    message = refused(lambda: read(path, wanted))
    assert "record 1" in message and str(value) in message and dtype in message


def test_a_zip_whose_directory_is_broken(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path / "z", {"a.png": png(3)}).read_bytes())
    content[content.rindex(b"PK\1\2")] = 0
    (tmp_path / "z").write_bytes(content)
    refused(lambda: read(tmp_path / "z"))


def test_a_tar_that_leads_back_to_its_beginning(tmp_path: Path) -> None:
    """A header may declare a negative size, after which Python would read the same header again."""
    with tarfile.open(tmp_path / "t", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("first.png"))
        info = tarfile.TarInfo("a.png")
        info.pax_headers = {"size": "-1536"}
        info.size = 0
        archive.addfile(info)
    taken: list[Any] = []
    whole = image_folder._few

    def few(count: int) -> None:
        taken.append(count)
        assert count < 100, "it runs in a circle"
        whole(count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_folder, "_few", few)
        refused(lambda: read(tmp_path / "t"))
    assert taken


def test_a_name_in_another_encoding_is_told(tmp_path: Path) -> None:
    info = tarfile.TarInfo("Gr\udcfcn.png")  # as Latin-1 has it
    info.size = 5
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"wrong"))
    (tmp_path / "t").write_bytes(stream.getvalue())
    message = refused(lambda: read(tmp_path / "t"))
    message.encode("utf-8")
    assert "Gr" in message and "neither a PNG nor a JPEG" in message
