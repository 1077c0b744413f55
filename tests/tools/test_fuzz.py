"""A sample of `make fuzz`: whatever the bytes, one kind of error, and nothing outside the cache."""

import io
import os
import random
import signal
import tarfile
import tracemalloc
from contextlib import nullcontext

import pytest

from adamtext.lab import reading, unpack
from adamtext.lab.reading import Damaged, read_bytes, read_json
from tools import fuzz, fuzz_inputs


@pytest.fixture(autouse=True)
def alarm():
    before = signal.signal(signal.SIGALRM, fuzz.late)
    yield
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", fuzz.READERS)
def test_readers_refuse_or_read_what_was_written(name, monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS", 60)  # the machine may be busy
    made = fuzz.READERS[name]()
    verdicts = [fuzz.judge(name, number, made) for number in range(40)]
    assert [one for one in verdicts if one.startswith("error")] == []
    assert "refused" in verdicts
    assert "unchanged" in verdicts


BAD = {
    "another error": lambda path: path.read_text("no-such-encoding"),
    "outside": lambda path: (path.parents[1] / "evil").write_bytes(b""),
    "an error of the system": lambda path: os.listdir(path),
    "no words": lambda path: (_ for _ in ()).throw(Damaged()).send(None),
}


@pytest.mark.parametrize("read", BAD.values(), ids=BAD)
def test_a_reader_that_does_harm_is_caught(read):
    made = b"good", fuzz_inputs.spoil, read
    assert fuzz.judge("bad", 3, made).startswith("error")


def test_a_reader_that_never_ends_is_caught(monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS", 0.1)

    def read(path):
        while True:
            pass

    assert "TimeoutError" in fuzz.judge("bad", 3, (b"good", fuzz_inputs.same, read))


SIZES = {"test_batch.bin": 1000}
GOOD = fuzz_inputs.tar({"a/test_batch.bin": bytes(1000), "b/read.me": bytes(5)})
HOSTILE = {
    "2^63 bytes": fuzz_inputs.with_header(GOOD, 0, size=fuzz_inputs.SIZES[2]),
    "less than nothing": fuzz_inputs.with_header(GOOD, 0, size=fuzz_inputs.SIZES[3]),
    "one byte too many": fuzz_inputs.with_header(GOOD, 0, size=b"00000001751\0"),
    "sparse": fuzz_inputs.with_header(GOOD, 0, type=b"S", sparse=b"0" * 12 + b"7" * 12),
    "another kind": fuzz_inputs.with_header(GOOD, 0, type=b"A"),
    "a wrong sum": GOOD[:148] + b"0" * 8 + GOOD[156:],
    "cut": GOOD[:700],
    "zeros": fuzz.BOMB,
}


@pytest.mark.parametrize("packed", HOSTILE.values(), ids=HOSTILE)
def test_archives_that_mean_harm_take_no_memory(packed, tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(packed)
    tracemalloc.start()
    try:
        if packed is fuzz.BOMB:  # an archive that ends at once
            assert list(unpack.unpack("cifar10", path, SIZES)) == []
        else:
            with pytest.raises(Damaged, match=r"packed is damaged: .*; try another mirror"):
                list(unpack.unpack("cifar10", path, SIZES))
        with pytest.raises(Damaged, match="bytes where 1000 were expected"):
            list(unpack.unpack("mnist", path, SIZES))
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_long_names_of_long_names_are_only_data(tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(fuzz_inputs.chain(GOOD, 2000))
    assert list(unpack.unpack("cifar10", path, SIZES)) == [("test_batch.bin", bytes(1000))]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_archive_is_read(form, tmp_path):
    content = {"x/test_batch.bin": bytes(range(250)) * 4, "y/" * 90 + "long": b"1", "z": b""}
    with tarfile.open(tmp_path / "packed", "w:gz", format=form) as archive:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 0.5
            archive.addfile(member, io.BytesIO(data))
        archive.addfile(tarfile.TarInfo("a link"))
    found = list(unpack.unpack("cifar10", tmp_path / "packed", SIZES))
    assert found == [("test_batch.bin", bytes(range(250)) * 4)]


def test_an_archive_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "LARGEST", 512 + 1000 + 511)
    path = tmp_path / "packed"
    path.write_bytes(GOOD)
    with pytest.raises(Damaged, match="a member of 5 bytes"):
        list(unpack.unpack("cifar10", path, SIZES))
    for largest, whole in ((512 + 1000 + 512 + 4, False), (512 + 1000 + 512 + 5, True)):
        monkeypatch.setattr(unpack, "LARGEST", largest)
        with nullcontext() if whole else pytest.raises(Damaged, match="a member of 5 bytes"):
            assert len(list(unpack.unpack("cifar10", path, SIZES))) == 1


def test_what_says_that_it_has_gigabytes_is_not_waited_for(tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(fuzz_inputs.with_header(GOOD, 0, size=b"%011o" % 2**31))
    with pytest.raises(Damaged, match="a member of 2147483648 bytes"):
        list(unpack.unpack("cifar10", path, SIZES))


@pytest.mark.parametrize(
    ("size", "found"), [(0, "0"), (999, "999"), (1001, "more"), (5000, "more")]
)
def test_a_file_of_another_size_is_told_apart_from_one_that_never_ends(size, found, tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(bytes(size))
    with pytest.raises(Damaged, match=f": {found} bytes where 1000 were expected"):
        list(unpack.unpack("mnist", path, SIZES))


def test_too_many_reviews_are_refused(tmp_path):
    sizes = {"train-neg.txt": 100}
    many = {f"aclImdb/train/neg/{k}_1.txt": bytes(9000) for k in range(120)}
    path = tmp_path / "packed"
    path.write_bytes(fuzz_inputs.tar(many))
    with pytest.raises(Damaged, match=r"9000 bytes where .* were expected"):
        list(unpack.unpack("imdb", path, sizes))
    path.write_bytes(fuzz_inputs.tar({f"train/neg/{k}_1.txt": b"" for k in range(5000)}))
    with pytest.raises(Damaged, match=r"0 bytes where -.* were expected"):
        list(unpack.unpack("imdb", path, sizes))


def test_reviews_may_have_as_much_white_space_as_text(tmp_path):
    size = 2**20
    path = tmp_path / "packed"
    path.write_bytes(fuzz_inputs.tar({"train/neg/0_1.txt": b"bad\n" + b" " * 2 * size}))
    assert list(unpack.unpack("imdb", path, {"train-neg.txt": size})) == [
        ("train-neg.txt", b"bad\n")
    ]
    path.write_bytes(fuzz_inputs.tar({"train/neg/0_1.txt": bytes(3 * size + 1)}))
    with pytest.raises(Damaged, match="3145729 bytes where 3145728 were expected"):
        list(unpack.unpack("imdb", path, {"train-neg.txt": size}))


def test_what_is_not_wanted_is_skipped_a_piece_at_a_time(tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(fuzz_inputs.tar({"b/read.me": bytes(2**22)}))
    tracemalloc.start()
    try:
        assert list(unpack.unpack("cifar10", path, SIZES)) == []
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def hostile_files(folder):
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe")
    with open(folder / "hole", "wb") as file:
        file.truncate(2**40)
    (folder / "long").write_bytes(bytes(11))
    return ["folder", "loop", "pipe", "hole", "long", "\0", "n" * 300, "long/inner"]


def test_what_is_no_file_is_refused_at_once(tmp_path):
    for name in hostile_files(tmp_path):
        with pytest.raises(Damaged, match=r" is damaged: .*; delete it"):
            read_bytes(f"{tmp_path}/{name}", 10, "delete it")
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "nothing", 10, "delete it")
    (tmp_path / "long").write_bytes(bytes(10))
    assert read_bytes(tmp_path / "long", 10, "delete it") == bytes(10)


def test_a_file_that_grows_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(bytes(11))
    before = os.stat(tmp_path)
    monkeypatch.setattr(reading.stat, "S_ISREG", lambda mode: True)
    monkeypatch.setattr(reading.os, "stat", lambda path: os.stat_result([*before[:6], 5, 0, 0, 0]))
    with pytest.raises(Damaged, match="more than 10 bytes"):
        read_bytes(tmp_path / "file", 10, "delete it")


@pytest.mark.parametrize("text", ["[" * 10**5, "{", "\udcff", "1" * 5000])
def test_what_is_no_json_is_refused(text, tmp_path):
    (tmp_path / "file").write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(Damaged, match=r"it is no JSON: .*; delete it"):
        read_json(tmp_path / "file", 10**6, "delete it")


def test_inputs_can_be_made_again():
    good, spoil, _ = fuzz.READERS["record"]()
    first, again = ([fuzz.spoilt("record", k, good, spoil) for k in range(3, 30)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 10
    assert fuzz_inputs.same(random.Random(0), good) == good


def test_the_table_and_the_exit_code(capsys):
    assert fuzz.main(["--only", "result", "1"]) == 0
    assert capsys.readouterr().out == "refused\n"
    rows = [("result", fuzz.Counter(refused=1200, unchanged=34), 12.3)]
    assert list(fuzz.table(rows))[1].split() == ["result", "1,234", "1,200", "34", "0", "0", "12"]
