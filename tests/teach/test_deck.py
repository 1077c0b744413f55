"""Anki's deck: opened as Anki opens it, a ZIP archive with an SQLite database."""

import csv
import datetime
import hashlib
import sqlite3
import zipfile

import pytest

from adamtext.teach.cards import SOURCE, of_chapter
from adamtext.teach.deck import as_html, write_apkg, write_tsv


def notes(path, folder):
    """The notes of a deck: their guids, fields and tags."""
    folder.mkdir()
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", folder)
    base = sqlite3.connect(folder / "collection.anki2")
    try:
        return base.execute("select guid, flds, tags, mod from notes order by id").fetchall()
    finally:
        base.close()


def test_all_cards_are_in(tmp_path):
    write_apkg(of_chapter(), tmp_path / "adam.apkg")
    found = notes(tmp_path / "adam.apkg", tmp_path / "one")
    assert len(found) == len(of_chapter()) == len({guid for guid, *_ in found})
    for card, (_, fields, tags, _) in zip(of_chapter(), found, strict=True):
        question, *_, chapter, paper = fields.split("\x1f")
        assert question == as_html(card.question)
        assert (chapter, paper) == (card.chapter, card.paper)
        assert f"chapter-{card.chapter}" in tags.split()
        assert "$" not in fields


def test_a_second_export_keeps_the_ids_and_says_that_it_is_newer(tmp_path):
    every = of_chapter()
    changed = [every[0]._replace(answer="Another one."), *every[1:]]
    write_apkg(every, tmp_path / "1.apkg", timestamp=1.7e9)
    write_apkg(changed[::-1], tmp_path / "2.apkg", timestamp=1.8e9)
    first, second = (notes(tmp_path / f"{k}.apkg", tmp_path / f"{k}") for k in (1, 2))
    assert {one[0] for one in first} == {one[0] for one in second}
    assert max(one[3] for one in first) < min(one[3] for one in second)


def test_the_same_cards_give_the_same_bytes_at_any_time(tmp_path, monkeypatch):
    for name, now in (("a.apkg", 1.8e9), ("b.apkg", 1.9e9)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        write_apkg(of_chapter(), tmp_path / name)
    assert (tmp_path / "a.apkg").read_bytes() == (tmp_path / "b.apkg").read_bytes()


def marks(cards, folder):
    """Return what cards.toml has to say of the cards."""
    write_tsv(cards, folder / "cards.tsv")
    digest = hashlib.sha256((folder / "cards.tsv").read_bytes()).hexdigest()
    return f'fingerprint = "{digest[:16]}"'


def test_who_changes_a_card_says_when(tmp_path):
    wanted = marks(of_chapter(), tmp_path)
    today = f"changed = {datetime.date.today()}"
    assert wanted in SOURCE.read_text("utf-8"), f"write into cards.toml:\n{today}\n{wanted}"


def test_a_changed_card_is_noticed(tmp_path):
    first, *others = of_chapter()
    changed = [first._replace(why="Another reason."), *others]
    assert marks(changed, tmp_path) not in SOURCE.read_text("utf-8")


def test_a_table(tmp_path):
    write_tsv(of_chapter(), tmp_path / "adam.tsv")
    lines = (tmp_path / "adam.tsv").read_text("utf-8").splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    assert "#guid column:1\n" in head
    rows = list(csv.reader(lines[len(head) :], delimiter="\t"))
    assert [row[0] for row in rows] == [card.id for card in of_chapter()]
    assert {len(row) for row in rows} == {7}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("$a < b$", r"\(a &lt; b\)"),
        ("$$\nx\n$$", r"\[x\]"),
        ("**so** and *so*", "<strong>so</strong> and <em>so</em>"),
        ("`a*b*c`", "<code>a*b*c</code>"),
        ("$a*b*c$", r"\(a*b*c\)"),
        ("one\n\ntwo\nthree", "one<br><br>two three"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_markdown_as_html(text, found):
    assert as_html(text) == found
