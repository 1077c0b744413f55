"""``adamtext cards``: a review at the keyboard, kept at once, and decks."""

import io
import sys
from datetime import UTC, datetime

import pytest

from adamtext.__main__ import main
from adamtext.teach import schedule
from adamtext.teach.cards import of_chapter


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The file of progress, which is not there yet."""
    path = tmp_path / "mine.json"
    monkeypatch.setenv("ADAMTEXT_PROGRESS", str(path))
    return path


def typed(monkeypatch, *lines):
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_review_is_kept_answer_by_answer(file, monkeypatch, capsys):
    first, second = of_chapter()[:2]
    typed(monkeypatch, "", "5", "3", "", "1", "q")
    assert main(["cards", "review"]) == 0
    out = capsys.readouterr().out
    assert f"[1 of {len(of_chapter())}] chapter 01\n{first.question}" in out
    assert first.answer in out
    progress = schedule.load(file)
    assert list(progress) == [first.id, second.id]
    assert progress[first.id].due > progress[second.id].due > datetime.now(UTC)


def test_what_was_answered_is_not_asked_again(file, monkeypatch, capsys):
    typed(monkeypatch, "", "4", "q")
    main(["cards", "review"])
    typed(monkeypatch)  # nobody there: as q
    assert main(["cards", "review", "01"]) == 0
    assert f"{len(of_chapter('01')) - 1} cards;" in capsys.readouterr().out


def test_the_list(file, monkeypatch, capsys):
    typed(monkeypatch, "", "1")
    main(["cards", "review"])
    capsys.readouterr()
    assert main(["cards"]) == 0
    out = capsys.readouterr().out
    assert "1 met,   0 due" in out
    assert str(file) in out


def test_damaged_progress_is_said_and_left(file, capsys):
    file.write_text("nonsense", "utf-8")
    assert main(["cards", "review"]) == 1
    assert f"adamtext: {file} is damaged: no JSON" in capsys.readouterr().err
    assert file.read_text("utf-8") == "nonsense"


@pytest.mark.parametrize("name", ["adam.apkg", "adam.tsv"])
def test_export(name, tmp_path, capsys):
    assert main(["cards", "export", str(tmp_path / name)]) == 0
    assert (tmp_path / name).stat().st_size > 200
    assert f"{len(of_chapter())} cards in " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["review", "77"], "argument CHAPTER: chapter must be one of 01"),
        (["export", "adam.txt"], "argument FILE: must end in .apkg or .tsv, got 'adam.txt'"),
        (["export"], "required: FILE"),
    ],
)
def test_a_wrong_command_line(arguments, words, capsys):
    with pytest.raises(SystemExit) as end:
        main(["cards", *arguments])
    assert end.value.code == 2
    assert words in capsys.readouterr().err


def test_without_the_extra(file, monkeypatch, capsys, tmp_path):
    for name in ("fsrs", "genanki"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["cards", "export", str(tmp_path / "x.apkg")]) == 1
    typed(monkeypatch, "", "3")
    assert main(["cards", "review"]) == 1
    assert capsys.readouterr().err.count("pip install 'adamtext[cards]'") == 2
