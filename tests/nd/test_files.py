"""Files are written whole or not at all, and whatever is in a file that is read, it is arrays or an `MXGradError`."""

import os
import random
import struct
import tracemalloc

import pytest

from mxgrad import files, nd
from mxgrad.base import MXNetError
from mxgrad.errors import MXGradError


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    files.write(path, "old")
    with pytest.raises(TypeError), files.replacing(path) as file:
        file.writelines([b"half of the new", "no bytes"])
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_symbolic_link_and_permissions_are_kept(tmp_path):
    target, link = tmp_path / "deep" / "target.json", tmp_path / "link.json"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    files.write(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    dangling = tmp_path / "dangling.json"
    dangling.symlink_to(tmp_path / "later.json")
    files.write(dangling, "made")
    assert (tmp_path / "later.json").read_text() == "made"


def test_a_new_file_has_the_permissions_that_the_user_chose(tmp_path):
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_what_is_no_regular_file_is_written_to_as_it_is():
    files.write(os.devnull, "gone")
    assert not os.path.isfile(os.devnull)  # noqa: PTH113


@pytest.mark.parametrize("kind", ["folder", "missing", "long"])
def test_an_error_names_the_file_that_was_asked_for(tmp_path, kind):
    path = {"folder": tmp_path, "missing": tmp_path / "no" / "a.json", "long": tmp_path / ("x" * 300)}[kind]
    with pytest.raises(OSError) as caught:
        files.write(path, "new")
    assert str(caught.value.filename) == str(path)
    assert list(tmp_path.iterdir()) == []


def test_text_that_cannot_be_written_touches_nothing(tmp_path):
    files.write(tmp_path / "a", "old")
    with pytest.raises(UnicodeEncodeError):
        files.write(tmp_path / "a", "\ud800")
    assert (tmp_path / "a").read_text() == "old"


# ---- nd.load


def saved(tmp_path):
    path = tmp_path / "weights.params"
    nd.save(path, {"w": nd.array([[1.5, 2.5]]), "b": nd.array([1, 2], dtype="int32"), "e": nd.zeros((0, 3)),
                   "s": nd.array(5), "m": nd.array([1, 0], dtype="bool")})  # fmt: skip
    return path, path.read_bytes()


def test_damaged_arrays_are_an_error_of_ours(tmp_path):
    path, whole = saved(tmp_path)
    rng = random.Random(0)  # noqa: S311
    refused = 0
    tracemalloc.start()
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 2, 8])):
            data[rng.randrange(len(data))] = rng.choice([0, 1, 2, 0x7F, 0x80, 0xFF, rng.randrange(256)])
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)) :]
        path.write_bytes(data)
        try:
            nd.load(path)
        except MXGradError:
            refused += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused > 1500
    assert peak < 2_000_000


HEAD = struct.pack("<QQQ", 0x112, 0, 1)
ONE = struct.pack("<Iii", 0xF993FAC9, 0, 1) + struct.pack("<qiiif", 1, 1, 0, 0, 1.0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a file of arrays"),
        (b"PK\x03\x04" * 20, "not a file of arrays"),
        (struct.pack("<QQQ", 0x112, 0, 2**60), "ends too early"),
        (HEAD + struct.pack("<Iii", 0xF993FAC9, 0, 2**30), "no array has 1073741824 axes"),
        (HEAD + struct.pack("<Iii", 0xF993FAC9, 0, 65), "no array has 65 axes"),
        (HEAD + struct.pack("<Iii", 0xF993FACA, 0, 2) + struct.pack("<qqiii", 0, 2**62, 1, 0, 0), "such a shape"),
        (HEAD + struct.pack("<Iii", 0xF993FAC9, 0, 1) + struct.pack("<qiii", 2**40, 1, 0, 0), "ends too early"),
        (HEAD + ONE + struct.pack("<QQ", 1, 2**60), "ends too early"),
        (HEAD + ONE + struct.pack("<QQ", 1, 1) + b"\xff", "is no text"),
        (HEAD + ONE + struct.pack("<QQ", 2, 1) + b"a" + struct.pack("<Q", 1) + b"b", "2 names for 1 arrays"),
        (HEAD + ONE + struct.pack("<Q", 0) + b"more", "4 bytes follow after its end"),
    ],
)
def test_the_damage_is_named(tmp_path, data, said):
    path = tmp_path / "weights.params"
    path.write_bytes(data)
    with pytest.raises(MXNetError, match=rf"^weights\.params: .*{said}"):
        nd.load(path)


def test_a_truth_value_is_0_or_1(tmp_path):
    path, whole = saved(tmp_path)
    at = whole.index(b"\x01\x00", whole.index(struct.pack("<iii", 1, 0, 7)) + 12)
    path.write_bytes(whole[:at] + b"\x05\x00" + whole[at + 2 :])
    assert nd.load(path)["m"].asnumpy().tobytes() == b"\x01\x00"
