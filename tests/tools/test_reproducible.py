"""tools/reproducible.py: what differs is found; and what is quick to build is built twice."""

import io
import os
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from tools import reproducible


def packed(name, files, date=(1980, 1, 1, 0, 0, 0), mode=0o644):
    """Return an archive of files, a dict of names to contents."""
    made = io.BytesIO()
    if name.endswith(".tar.gz"):
        with tarfile.open(fileobj=made, mode="w:gz") as archive:
            for path, content in files.items():
                member = tarfile.TarInfo(path)
                member.size, member.mode = len(content), mode
                archive.addfile(member, io.BytesIO(content))
        return made.getvalue()
    with zipfile.ZipFile(made, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, date)
            entry.external_attr = mode << 16
            archive.writestr(entry, content)
    return made.getvalue()


ZIP, TAR = "dist/a.whl", "dist/a.tar.gz"
LATER = (2030, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"a": b"x"}, {}, "a: only in the first"),
        ({}, {"a": b"x"}, "a: only in the second"),
        ({"a.html": b"1\nbuilt today\n"}, {"a.html": b"1\nbuilt now\n"}, "a.html: such as '-built"),
        ({"a": b"1\n"}, {"a": b"1\r\n"}, "a: in the ends of lines"),
        (
            {"a": b"\xff12"},
            {"a": b"\xff13"},
            "a: 3 and 3 bytes, the first",
        ),
        ({ZIP: packed(ZIP, {"b": b"1"})}, {ZIP: packed(ZIP, {"b": b"2"})}, f"{ZIP}: b: such as"),
        ({ZIP: packed(ZIP, {"b": b"1"})}, {ZIP: packed(ZIP, {})}, f"{ZIP}: b: only in the first"),
        (
            {ZIP: packed(ZIP, {"b": b"1"})},
            {ZIP: packed(ZIP, {"b": b"1"}, LATER)},
            f"{ZIP}: b: ((1980, 1, 1, 0, 0, 0), ",
        ),
        (
            {ZIP: packed(ZIP, {"b": b"1", "c": b"2"})},
            {ZIP: packed(ZIP, {"c": b"2", "b": b"1"})},
            f"{ZIP}: in another order",
        ),
        (
            {TAR: packed(TAR, {"b": b"1"})},
            {TAR: packed(TAR, {"b": b"1"}, mode=0o600)},
            f"{TAR}: b: {{'name': 'b', 'mode': 420",
        ),
        (
            {TAR: packed(TAR, {"b": b"1"})},
            {TAR: packed(TAR, {"b": b"1"})[:4] + b"\0\0\0\1" + packed(TAR, {"b": b"1"})[8:]},
            f"{TAR}: packed in another way",
        ),
    ],
)
def test_what_differs_is_named(first, second, said):
    (line,) = reproducible.differences(first, second)
    assert line.startswith(said)


def test_what_is_the_same_is_not_named():
    files = {ZIP: packed(ZIP, {"b": b"1"}), "a.html": b"1\n"}
    assert list(reproducible.differences(files, dict(files))) == []


def test_without_git_the_same_files_are_copied(tmp_path):
    listed = reproducible.tracked()
    if not (reproducible.ROOT / ".git").exists():
        pytest.skip("no git to compare with")
    reproducible.copy(tmp_path)
    for made in ("_build/html/index.html", "dist/a.whl", "adamtext/__pycache__/a.pyc"):
        (tmp_path / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / made).touch()
    assert reproducible.tracked(tmp_path) == listed


def test_the_clock_can_be_set(tmp_path):
    library = reproducible.clock(tmp_path)
    if library is None:
        pytest.skip("no C compiler for Linux")
    code = "import time, datetime as d; print(time.time(), d.datetime.now().timestamp())"
    env = os.environ | {"LD_PRELOAD": str(library)}
    said = subprocess.check_output([sys.executable, "-c", code], env=env, text=True)
    for shown in map(float, said.split()):
        assert shown - time.time() == pytest.approx(reproducible.LATER, abs=100)


def test_the_deck_is_the_same_anywhere_at_any_time(capsys):
    assert reproducible.main(["--only", "deck"]) == 0
    assert capsys.readouterr().out.endswith("no differences\n")


def test_a_deck_of_today_is_caught(monkeypatch, tmp_path):
    """Were the deck to bear the day of its making, it would be found out."""
    ahead = reproducible.clock(tmp_path)
    if ahead is None:
        pytest.skip("no C compiler for Linux")
    write = "from adamtext.teach import cards, deck; import pathlib, time; "
    write += "deck.write_apkg(cards.of_chapter('01'), pathlib.Path('dist/a.apkg'), time.time())"
    monkeypatch.setattr(reproducible, "BUILT", {"deck": [f'{{python}} -c "{write}"']})
    made = [
        reproducible.files(reproducible.build(tmp_path, way, ["deck"], before))
        for way, before in zip(reproducible.WAYS, (None, ahead), strict=True)
    ]
    assert any("a.apkg" in line for line in reproducible.differences(*made))


def test_a_failing_command_says_what_it_said(monkeypatch, tmp_path):
    monkeypatch.setattr(reproducible, "BUILT", {"deck": ["{python} -m adamtext nonsense"]})
    with pytest.raises(SystemExit, match=r"(?s)nonsense\n.*invalid choice"):
        reproducible.build(tmp_path, reproducible.WAYS[0], ["deck"])
    assert Path(tmp_path / "one/adamtext").is_dir()
