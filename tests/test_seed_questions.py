"""The questions that this project began from: each is answered at a heading of the book."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).parents[1]
ANSWERS = tomllib.loads((ROOT / "tests" / "seed_questions.toml").read_text(encoding="utf-8"))
IDS = {f"s{n:02}" for n in range(1, 33)}


def headings(page):
    """All headings of a page of the book, without their markup."""
    path = ROOT / "book" / page
    if path.with_name(f"{page}.md").exists():
        text = path.with_name(f"{page}.md").read_text(encoding="utf-8")
    else:
        notebook = nbformat.read(path.with_name(f"{page}.ipynb"), as_version=4)
        text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.findall(r"^#{1,4} (.+)$", text, re.M)


def pages():
    return {Path(entry).name for entry in parse_toc_yaml(ROOT / "_toc.yml")}


@pytest.mark.parametrize("name", ANSWERS["answered"])
def test_answer_is_where_the_map_says(name):
    answer = ANSWERS["answered"][name]
    assert answer["page"] in pages()
    assert answer["heading"] in headings(answer["page"])


def test_every_question_is_answered():
    assert set(ANSWERS["answered"]) == IDS


def test_a_missing_heading_would_be_noticed():
    assert "No such heading" not in headings("01-algorithm")
    assert "Two parents" in headings("01-algorithm")
