"""The cache of full sets, before a real server that misbehaves in every way it can."""

import gzip
import hashlib
import io
import tarfile

import numpy as np
import pytest
from server import Server

from adamtext.lab import cache, mirrors
from adamtext.lab.datasets import DatasetUnavailable, load
from adamtext.lab.mirrors import File

REAL = {name: dict(files) for name, files in mirrors.FILES.items()}
MNIST = {
    "train-images-idx3-ubyte": bytes(16) + np.random.default_rng(0).bytes(3 * 784),
    "train-labels-idx1-ubyte": bytes(8) + b"\x05\x00\x09",
    "t10k-images-idx3-ubyte": bytes(16) + np.random.default_rng(1).bytes(2 * 784),
    "t10k-labels-idx1-ubyte": bytes(8) + b"\x07\x02",
}
CIFAR10 = {
    file: np.random.default_rng(i).bytes(10 * 3073) for i, file in enumerate(cache.FILES["cifar10"])
}
IMDB = {
    "train-neg.txt": b"It's bad.\nbad, bad, BAD\n",
    "train-pos.txt": b"good!<br /><br />'Good'\n",
    "test-neg.txt": b"so-so\n",
    "test-pos.txt": b"a good caf\xc3\xa9\n",
}
# member order as in the real archive: none that helps
REVIEWS = {
    "aclImdb/test/pos/0_10.txt": b" a good\tcaf\xc3\xa9 \n",
    "aclImdb/train/unsup/0_0.txt": b"unlabelled",
    "aclImdb/train/pos/0_9.txt": b"good!<br /><br />'Good'",
    "aclImdb/train/neg/10_2.txt": b"bad, bad, BAD",
    "aclImdb/train/neg/0_3.txt": b"It's  bad.",
    "aclImdb/train/urls_pos.txt": b"nothing to be read",
    "aclImdb/test/neg/7_4.txt": b"so-so",
}


@pytest.fixture
def server():
    with Server() as server:
        yield server


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, server):
    """Make the three sets tiny ones, served by the local server, in an empty cache."""
    for name, files in (("mnist", MNIST), ("cifar10", CIFAR10), ("imdb", IMDB)):
        known = {
            file: File(len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
            for file, content in files.items()
        }
        monkeypatch.setitem(cache.FILES, name, known)
    mirrors = tuple(f"{server.url}/{part}/{{file}}.gz" for part in ("one", "two"))
    monkeypatch.setitem(cache.MIRRORS, "mnist", mirrors)
    monkeypatch.setitem(cache.MIRRORS, "cifar10", (f"{server.url}/cifar.tar.gz",))
    monkeypatch.setitem(cache.MIRRORS, "imdb", (f"{server.url}/aclImdb.tar.gz",))
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files}


def folders(folder):
    return [path.name for path in folder.rglob("*") if path.is_dir()]


def serve_mnist(server, mirror, spoil=lambda packed: packed):
    for file, content in MNIST.items():
        server.replies[f"/{mirror}/{file}.gz"] = spoil(gzip.compress(content))


def tar(members):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def as_binary(files):
    return {f"cifar-10-batches-bin/{file}": content for file, content in files.items()}


def flip(body):
    spoilt = bytearray(body)
    spoilt[len(body) // 2] ^= 1
    return bytes(spoilt)


SPOILT = {
    "404": lambda body: (404, {}, b"gone"),
    "500 with a body": lambda body: (500, {}, body),
    "a page instead": lambda body: b"<html>Log in to this network</html>",
    "nothing": lambda body: b"",
    "without end": lambda body: bytes(2**20),
    "truncated": lambda body: body[: len(body) // 2],
    "one bit wrong": flip,
    "other content": lambda body: gzip.compress(b"something else altogether"),
    "cut off midway": lambda body: (200, {"Content-Length": len(body) + 1}, body[:-1]),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_second_mirror_steps_in(server, folder, spoil):
    serve_mnist(server, "one", spoil)
    serve_mnist(server, "two")
    data = load("mnist", "full")
    assert data.y_train.tolist() == [5, 0, 9]
    assert data.y_test.tolist() == [7, 2]
    assert data.x_train.tobytes() == MNIST["train-images-idx3-ubyte"][16:]
    assert (data.x_train.shape, data.x_test.shape) == ((3, 28, 28), (2, 28, 28))
    assert contents(folder) == MNIST
    assert folders(folder) == ["mnist"]
    assert len(server.log) == 8


def test_mirrors_complete_each_other(server, folder):
    serve_mnist(server, "one")
    serve_mnist(server, "two")
    del server.replies["/one/t10k-labels-idx1-ubyte.gz"]
    del server.replies["/two/train-images-idx3-ubyte.gz"]
    load("mnist", "full")
    assert contents(folder) == MNIST
    assert [path for path in server.log if "two" in path] == ["/two/t10k-labels-idx1-ubyte.gz"]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_no_mirror_left(server, folder, spoil):
    serve_mnist(server, "one", spoil)
    with pytest.raises(DatasetUnavailable):
        load("mnist", "full")
    assert contents(folder) == {}
    assert folders(folder) == ["mnist"]


def test_the_error_tells_all(server, folder, monkeypatch):
    server.replies["/one/train-labels-idx1-ubyte.gz"] = b"no gzip"
    with pytest.raises(OSError, match="mnist") as caught:
        load("mnist", "full")
    text = str(caught.value)
    assert str(folder / "mnist") in text
    for file, known in cache.FILES["mnist"].items():
        assert f"absent   {file} ({known.size} bytes, {known.digest})" in text
        assert f"{server.url}/two/{file}.gz: HTTPError: 404" in text
    assert f"{server.url}/one/train-labels-idx1-ubyte.gz: Damaged" in text
    assert 'load("mnist", size="small") needs no network' in text


def test_without_any_server(server, folder, monkeypatch):
    with Server() as gone:
        address = gone.url
    monkeypatch.setitem(cache.MIRRORS, "imdb", (f"{address}/aclImdb.tar.gz",))
    with pytest.raises(DatasetUnavailable, match="ConnectionError"):
        load("imdb", "full")
    assert contents(folder) == {}


@pytest.mark.parametrize("name", ["mnist", "imdb", "cifar10"])
def test_a_full_cache_makes_no_request(name, server, folder):
    for file, content in {"mnist": MNIST, "imdb": IMDB, "cifar10": CIFAR10}[name].items():
        cache.store(name, file, content)
    first, second = load(name, "full"), load(name, "full")
    assert server.log == []
    assert first.words == second.words
    first.y_train[:] = 0
    assert second.y_train.any()


def test_only_what_is_missing_is_asked_for(server, folder):
    serve_mnist(server, "one")
    for file in list(MNIST)[:3]:
        cache.store("mnist", file, MNIST[file])
    load("mnist", "full")
    assert server.log == ["/one/t10k-labels-idx1-ubyte.gz"]


def test_a_damaged_file_is_replaced(server, folder):
    serve_mnist(server, "one")
    load("mnist", "full")
    (folder / "mnist" / "t10k-labels-idx1-ubyte").write_bytes(bytes(10))
    assert load("mnist", "full").y_test.tolist() == [7, 2]
    assert contents(folder) == MNIST
    assert len(server.log) == 5


def test_a_damaged_file_that_cannot_be_replaced_is_named(server, folder):
    for file, content in MNIST.items():
        cache.store("mnist", file, content)
    (folder / "mnist" / "t10k-labels-idx1-ubyte").write_bytes(bytes(10))
    with pytest.raises(DatasetUnavailable, match="damaged  t10k-labels-idx1-ubyte"):
        load("mnist", "full")
    # left where it is: it may be all that somebody has of it
    assert contents(folder) == MNIST | {"t10k-labels-idx1-ubyte": bytes(10)}


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
@pytest.mark.parametrize("place", ["tqdm.std.tqdm.update", "pooch.file_hash"])
def test_an_interrupt_leaves_nothing_behind(name, place, server, folder, monkeypatch):
    serve_mnist(server, "one")
    serve_mnist(server, "two")
    server.replies["/cifar.tar.gz"] = tar(as_binary(CIFAR10))

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupt)
    with pytest.raises(KeyboardInterrupt):
        load(name, "full")
    assert contents(folder) == {}
    assert folders(folder) == [name]
    assert len(server.log) == 1


def test_batches_from_an_archive(server, folder):
    readme = {"cifar-10-batches-bin/readme.html": b"read me"}
    server.replies["/cifar.tar.gz"] = tar(readme | as_binary(CIFAR10))
    data = load("cifar10", "full")
    assert data.x_train.shape == (50, 32, 32, 3)
    assert data.x_test.shape == (10, 32, 32, 3)
    record = CIFAR10["data_batch_1.bin"][:3073]
    assert data.y_train[0] == record[0]
    assert data.x_train[0].transpose(2, 0, 1).tobytes() == record[1:]
    assert contents(folder) == CIFAR10


def test_reviews_from_an_archive(server, folder):
    server.replies["/aclImdb.tar.gz"] = tar(REVIEWS)
    data = load("imdb", "full")
    assert contents(folder) == IMDB
    assert data.words == ("bad", "good", "it's")
    assert data.x_train.toarray().tolist() == [[1, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert data.x_test.toarray().tolist() == [[0, 0, 0], [0, 1, 0]]
    assert data.y_train.tolist() == [0, 0, 1]
    assert data.y_test.tolist() == [0, 1]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_archive_spoils_nothing(server, folder, spoil):
    server.replies["/cifar.tar.gz"] = spoil(tar(as_binary(CIFAR10)))
    with pytest.raises(DatasetUnavailable):
        load("cifar10", "full")
    assert contents(folder).items() <= CIFAR10.items()
    assert folders(folder) == ["cifar10"]


def test_an_archive_that_lacks_a_file(server, folder):
    server.replies["/cifar.tar.gz"] = tar(as_binary(dict(list(CIFAR10.items())[:5])))
    with pytest.raises(
        DatasetUnavailable, match=r"cifar\.tar\.gz: OSError: the archive lacks test_batch\.bin"
    ):
        load("cifar10", "full")
    server.replies["/cifar.tar.gz"] = tar(as_binary(CIFAR10))
    assert len(load("cifar10", "full").y_test) == 10


def test_a_download_ends_where_no_such_file_would_be_longer(server, folder):
    file = "t10k-labels-idx1-ubyte"
    most = 2 * len(MNIST[file]) + 2**16
    serve_mnist(server, "one")
    for length, fault in ((most, "Damaged"), (most + 1, f"OSError: more than {most} bytes come")):
        server.replies[f"/one/{file}.gz"] = bytes(length)
        with pytest.raises(DatasetUnavailable, match=f"one/{file}.gz: {fault}"):
            load("mnist", "full")


def test_an_archive_ends_where_none_would_be_longer(server, folder, monkeypatch):
    archive = tar(as_binary(CIFAR10))
    server.replies["/cifar.tar.gz"] = archive
    monkeypatch.setattr(cache, "LARGEST", len(archive) - 1)
    with pytest.raises(DatasetUnavailable, match=f"more than {len(archive) - 1} bytes come"):
        load("cifar10", "full")
    monkeypatch.setattr(cache, "LARGEST", len(archive))
    load("cifar10", "full")


def test_packing_that_is_called_an_encoding(server, folder):
    encoding = {"Content-Encoding": "gzip"}
    serve_mnist(server, "one", lambda body: (200, encoding, body))
    server.replies["/cifar.tar.gz"] = (200, encoding, tar(as_binary(CIFAR10)))
    load("mnist", "full")
    load("cifar10", "full")
    assert contents(folder) == MNIST | CIFAR10


def test_a_member_cannot_leave_the_cache(server, folder):
    server.replies["/cifar.tar.gz"] = tar({"../../test_batch.bin": b"evil"} | as_binary(CIFAR10))
    with pytest.raises(DatasetUnavailable):
        load("cifar10", "full")
    assert contents(folder.parent).items() <= CIFAR10.items()


def test_store_refuses_other_content(folder):
    with pytest.raises(OSError, match="expected sha256:"):
        cache.store("mnist", "t10k-labels-idx1-ubyte", b"other")
    assert contents(folder) == {}


def test_the_system_has_a_place_for_caches(monkeypatch):
    monkeypatch.delenv("ADAMTEXT_CACHE")
    assert cache.cache_folder().name == "adamtext"


def test_the_sizes_of_the_full_sets_are_those_of_their_formats():
    assert [known.size for known in REAL["mnist"].values()] == [
        16 + 60000 * 28 * 28, 8 + 60000, 16 + 10000 * 28 * 28, 8 + 10000,
    ]  # fmt: skip
    assert [known.size for known in REAL["cifar10"].values()] == 6 * [10000 * (1 + 3 * 32 * 32)]
    assert sum(known.size for known in REAL["imdb"].values()) == 65530906


def test_a_file_comes_by_way_of_its_own_folder(folder, monkeypatch):
    seen = []

    def look(path, like):
        seen.append(path)
        return like

    monkeypatch.setattr(cache, "_digest", look)
    cache.store("mnist", "t10k-labels-idx1-ubyte", MNIST["t10k-labels-idx1-ubyte"])
    (part,) = seen
    assert part.parent.parent == folder / "mnist"  # one disk, so that it can be put there at once


def test_a_file_that_cannot_be_read_is_damaged(folder, monkeypatch):
    file = "t10k-labels-idx1-ubyte"
    cache.store("mnist", file, MNIST[file])

    def refuse(path, like):
        raise PermissionError(13, "Permission denied")

    assert cache.states("mnist")[file] == "present"
    monkeypatch.setattr(cache, "_digest", refuse)
    assert cache.states("mnist")[file] == "damaged"
