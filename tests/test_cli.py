"""The command line."""

import os
import subprocess
import sys

import pytest

import adamtext
from adamtext.__main__ import main
from adamtext.lab import cache, embedded
from adamtext.lab.mirrors import File


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Give each test an empty cache, and mirrors that nobody answers at."""
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path))
    for name in cache.MIRRORS:
        monkeypatch.setitem(cache.MIRRORS, name, ("http://127.0.0.1:9/{file}.gz",))
    return tmp_path


def test_as_a_module(folder):
    command = [sys.executable, "-m", "adamtext", "--version"]
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONPATH": path})
    assert done.stdout.decode().split() == ["adamtext", adamtext.__version__]
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_who_has_seen_enough_gets_no_complaint():
    path = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(
        [sys.executable, "-m", "adamtext", "claims"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    )
    process.stdout.close()
    assert process.communicate()[1] == b""
    assert process.returncode == 141


@pytest.mark.parametrize("arguments", [["--help"], ["datasets", "--help"]])
def test_help(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert "datasets" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "adamtext: the following arguments are required: COMMAND"),
        (["descend"], "adamtext: argument COMMAND: invalid choice: 'descend'"),
        (["datasets", "drop"], "adamtext datasets: argument ACTION: invalid choice: 'drop'"),
        (["datasets", "fetch"], "adamtext datasets fetch: the following arguments are required"),
        (["datasets", "fetch", "svhn"], "adamtext datasets fetch: argument NAME: invalid choice"),
    ],
)
def test_a_wrong_command_line_gets_one_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    out, err = capsys.readouterr()
    assert stop.value.code == 2
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["datasets"], ["datasets", "list"]])
def test_list(arguments, folder, capsys):
    (folder / "mnist").mkdir()
    (folder / "mnist" / "t10k-labels-idx1-ubyte").write_bytes(b"not these")
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert str(folder) in out
    assert "damaged  t10k-labels-idx1-ubyte" in out
    for files in cache.FILES.values():
        assert all(file in out for file in files)


def test_fetch_says_what_failed_and_goes_on(folder, capsys):
    assert main(["datasets", "fetch", "all"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    for name in cache.FILES:
        assert f"adamtext: the full {name} set is neither in the cache" in err
    assert "Traceback" not in err


def test_fetch_of_what_is_there(folder, capsys, monkeypatch):
    known = File(0, "md5:d41d8cd98f00b204e9800998ecf8427e")
    monkeypatch.setitem(cache.FILES, "imdb", {"train-neg.txt": known})
    cache.store("imdb", "train-neg.txt", b"")
    assert main(["datasets", "fetch", "imdb"]) == 0
    assert capsys.readouterr() == (f"imdb: complete in {folder / 'imdb'}\n", "")


def test_interrupt(capsys, monkeypatch):
    def interrupt(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(cache, "fetch", interrupt)
    assert main(["datasets", "fetch", "imdb"]) == 130
    assert capsys.readouterr().err == "\nadamtext: interrupted\n"


def test_verify(folder, capsys):
    assert main(["datasets", "verify"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count(": present\n") == len(embedded.FINGERPRINTS)
    assert out.count(": absent\n") == 14


def test_verify_finds_a_damaged_cached_file(folder, capsys):
    (folder / "cifar10").mkdir()
    (folder / "cifar10" / "test_batch.bin").write_bytes(b"half of i")
    assert main(["datasets", "verify", "mnist"]) == 0
    assert main(["datasets", "verify", "cifar10"]) == 1
    assert capsys.readouterr().err == "adamtext: test_batch.bin is damaged\n"


def test_verify_finds_a_missing_embedded_file(folder, capsys, monkeypatch):
    monkeypatch.setattr(embedded, "DATA", folder)
    monkeypatch.setattr(cache, "address", lambda: None)
    assert main(["datasets", "verify", "mnist"]) == 1
    assert capsys.readouterr().err == "adamtext: mnist_20k_5k.npz is absent\n"
