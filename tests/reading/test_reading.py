"""Each chapter answers ten questions in its own words: of each, the sentences are in its text."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest

HERE = Path(__file__).parent
BOOK = HERE.parents[1] / "book"
FILES = sorted(HERE.glob("[0-9][0-9].toml"))


def text_of(notebook):
    """Return what a notebook says in Markdown, with single spaces, without folded answers."""
    cells = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "answer" not in cell.metadata.get("tags", [])
    ]
    return plain("\n\n".join(cells))


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def faults(questions, text):
    """Return what is wrong with a chapter's questions, as sentences."""
    found = [f"{len(questions)} questions, not ten"] if len(questions) != 10 else []
    for each in questions:
        ask, by = each["ask"], each["by"]
        if not ask.endswith("?"):
            found.append(f"{ask!r} asks nothing")
        if not by:
            found.append(f"{ask!r} is not answered")
        for sentence in map(plain, by):
            if len(sentence.split()) < 5:
                found.append(f"{sentence!r} is too short to answer anything")
            elif sentence not in text:
                found.append(f"{sentence!r} is not in the chapter")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_chapter_answers(path):
    (chapter,) = BOOK.glob(f"{path.stem}-*.ipynb")
    questions = tomllib.loads(path.read_text("utf-8"))["question"]
    assert faults(questions, text_of(nbformat.read(chapter, as_version=4))) == []


def test_every_chapter_is_asked():
    assert [path.stem for path in FILES] == sorted(
        path.name[:2] for path in BOOK.glob("[0-9]*.ipynb")
    )


def example(**changed):
    question = {"ask": "Does it fall?", "by": ["It falls\nby one each step."]} | changed
    return [question] * 10


TEXT = "So it goes. It falls by one each step. And then it rests."


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        (example(by=["It falls by two each step."]), "is not in the chapter"),
        (example(by=["It falls"]), "is too short"),
        (example(by=[]), "is not answered"),
        (example(ask="It falls."), "asks nothing"),
        (example()[:9], "9 questions, not ten"),
    ],
)
def test_what_is_rejected(questions, fault):
    assert faults(example(), TEXT) == []
    assert all(fault in each for each in faults(questions, TEXT))
    assert faults(questions, TEXT)


def test_folded_answers_do_not_count():
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("It falls."),
            nbformat.v4.new_markdown_cell("By two.", metadata={"tags": ["answer"]}),
            nbformat.v4.new_code_cell("falls = True"),
        ]
    )
    assert text_of(notebook) == "It falls."
