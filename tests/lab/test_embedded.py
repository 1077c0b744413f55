"""What an installation without its embedded files does: a server stands in for the repository."""

import hashlib
from email.message import Message

import numpy as np
import pytest
from server import Server

import adamtext
from adamtext.__main__ import main
from adamtext.lab import cache, embedded, needs, words
from adamtext.lab.datasets import DatasetUnavailable, load
from adamtext.lab.figures import stored_figure
from adamtext.lab.reading import Damaged

FILE = "mnist_20k_5k.npz"
WHOLE = {file: (embedded.DATA / file).read_bytes() for file in embedded.SHA256}


def place(file=FILE):
    return f"/raw/v{adamtext.__version__}/adamtext/lab/data/{file}"


@pytest.fixture
def links(monkeypatch):
    """What the metadata of the installed package say of addresses: nothing at first."""
    links = Message()
    monkeypatch.setattr(cache.metadata, "metadata", lambda name: links)
    return links


@pytest.fixture
def folder(tmp_path, monkeypatch, links):
    """An empty cache, no trial run yet, and an installation that lacks every embedded file."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(embedded, "DATA", tmp_path / "data")
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ADAMTEXT_RESULTS", str(tmp_path / "results"))
    return tmp_path / "cache" / "small"


@pytest.fixture
def server(folder, links):
    """The repository at the address that the metadata name, with all files."""
    with Server() as server:
        links["Project-URL"] = f"Book, {server.url}/book"
        links["Project-URL"] = f"Homepage, {server.url}"
        server.replies |= {place(file): content for file, content in WHOLE.items()}
        yield server


def kept(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def test_the_hashes_are_those_of_the_files():
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in WHOLE.items()}
    assert hashes == embedded.SHA256
    assert hashes.keys() == embedded.FINGERPRINTS.keys()


@pytest.mark.parametrize("name", ["mnist", "imdb", "cifar10"])
def test_each_file_is_fetched_once(name, server, folder):
    files = list(embedded.states(name))
    assert server.log == []
    load(name)
    data = load(name)
    assert sorted(server.log) == sorted(place(file) for file in files)
    assert kept(folder) == {file: WHOLE[file] for file in files}
    assert set(embedded.states(name).values()) == {"present"}
    assert len(data.y_train) in (20000, 25000, 2000)


def test_what_the_installation_has_is_not_fetched(server, folder):
    (embedded.DATA / FILE).write_bytes(WHOLE[FILE])
    load("mnist")
    assert server.log == []
    assert not folder.exists()


def test_running_text_is_fetched_too(server):
    assert "else" in words.text()
    assert server.log == [place(words.FILE)]


def test_a_file_is_not_read_further_than_any_may_go(folder):
    (embedded.DATA / FILE).write_bytes(bytes(2**23))
    with pytest.raises(Damaged, match="its SHA-256 is"):
        load("mnist")
    (embedded.DATA / FILE).write_bytes(bytes(2**23 + 1))
    with pytest.raises(Damaged, match="more than 8388608 bytes"):
        load("mnist")


def test_not_even_a_file_with_the_right_hash_runs_what_it_holds(folder, monkeypatch):
    np.savez(embedded.DATA / FILE, x_train=np.array([print]))
    content = (embedded.DATA / FILE).read_bytes()
    monkeypatch.setitem(embedded.SHA256, FILE, hashlib.sha256(content).hexdigest())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load("mnist")


def test_a_damaged_file_in_the_cache_is_replaced(server, folder):
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(WHOLE[FILE][:-1])
    assert embedded.states("mnist") == {FILE: "damaged"}
    load("mnist")
    assert server.log == [place()]
    assert kept(folder) == {FILE: WHOLE[FILE]}


WRONG = bytearray(WHOLE[FILE])
WRONG[len(WRONG) // 2] ^= 1
SPOILT = {
    "404": ((404, {}, b"gone"), "HTTPError: 404"),
    "a page instead": (b"<html>Log in to this network</html>", "does not match the known hash"),
    "without end": (bytes(embedded.LARGEST + 1), "more than 8388608 bytes come"),
    "one bit wrong": (bytes(WRONG), "does not match the known hash"),
    "cut off midway": ((200, {"Content-Length": len(WRONG)}, WHOLE[FILE][:-1]), "IncompleteRead"),
}


@pytest.mark.parametrize(("reply", "reason"), SPOILT.values(), ids=SPOILT)
def test_a_damaged_file_is_refused_before_it_is_opened(reply, reason, server, folder, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("it was opened")

    monkeypatch.setattr(np, "load", refuse)
    server.replies[place()] = reply
    with pytest.raises(DatasetUnavailable, match=reason) as caught:
        load("mnist")
    text = str(caught.value)
    assert f"lacks {FILE}" in text
    assert f"{server.url}{place()}: " in text
    assert str(folder) in text
    assert kept(folder) == {}


def test_without_a_network(folder, links):
    with Server() as gone:
        links["Project-URL"] = f"Homepage, {gone.url}"
    with pytest.raises(DatasetUnavailable, match="NewConnectionError") as caught:
        load("mnist")
    assert f"{gone.url}{place()}: NewConnectionError: " in str(caught.value)
    assert "try again" in str(caught.value)


def test_without_an_address(folder):
    with pytest.raises(DatasetUnavailable, match=f"lacks {FILE}, and names no address") as caught:
        load("mnist")
    assert "pip install the whole folder" in str(caught.value)
    assert f"put the file into {folder}" in str(caught.value)
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(WHOLE[FILE])
    load("mnist")


def test_a_package_that_is_not_installed_has_no_address(monkeypatch):
    def missing(name):
        raise cache.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(cache.metadata, "metadata", missing)
    assert cache.address() is None


def test_an_interrupt_leaves_nothing_behind(server, folder, monkeypatch):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("requests.Response.iter_content", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load("mnist")
    assert kept(folder) == {}


def test_what_can_be_fetched_is_not_lost(server, capsys):
    assert main(["datasets", "verify", "cifar10"]) == 0
    assert capsys.readouterr().out.count("small cifar10_2000_1000_train.webp: absent") == 1
    assert server.log == []


def test_a_sweep_fetches_before_its_workers_start(server, folder):
    needs.bring_needs(stored_figure("fig1-mnist", "small").missing)
    assert server.log == [place()]
