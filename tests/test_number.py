"""Numbers of equations, statements and figures: given in order, and held."""

import json
from pathlib import Path

import pytest

from book._ext.plain import bibliography, grammar
from tools import number

ROOT = Path(__file__).parents[1]
ADAM = "[Kingma and Ba, 2015](https://arxiv.org/abs/1412.6980)"


def cell(source, tag=None, id=None):
    metadata = {"tags": [tag]} if tag else {}
    return {"cell_type": "markdown", "id": id or "c", "metadata": metadata, "source": [source]}


def theorem(number, name="Name", kind="Theorem"):
    return cell(f"**{kind} {number} ({name}).** Text.", "statement")


def caption(number):
    return cell(f"**Figure {number}.** Words.", "caption")


@pytest.fixture
def house(tmp_path):
    """Return a function that makes a repository of notebooks, a dict of name to cells."""

    def build(notebooks, pages=(), claims=""):
        (tmp_path / "book").mkdir()
        folder = tmp_path / "adamtext/teach/claims"
        folder.mkdir(parents=True)
        (folder / "one.py").write_text(claims, "utf-8")
        for name, cells in notebooks.items():
            text = number.written({"cells": cells, "metadata": {}, "nbformat": 4})
            (tmp_path / "book" / f"{name}.ipynb").write_text(text, "utf-8")
        for name, text in dict(pages).items():
            (tmp_path / "book" / name).write_text(text, "utf-8")
        return tmp_path

    return build


def sources(root, name):
    notebook = json.loads((root / "book" / f"{name}.ipynb").read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_the_book_is_in_order():
    assert number.complaints(ROOT) == []


def test_numbers_follow_the_order_and_references_follow_them(house):
    root = house(
        {
            "01-a": [
                cell("$$\nx \\tag{?}\n$$ new, then $$y \\tag{1.1}$$; see (1.1), Theorem 1.2."),
                theorem("?", "New"),
                theorem("1.1"),
                caption("?"),
                theorem("1.2"),
                caption("1.1"),
            ],
            "02-b": [cell("By (1.1), Theorems 1.1 and 1.2, Figure 1.1. $(1.1)$ `(1.1)` [a](1.1)")],
        },
        pages={"intro.md": "See Theorem 1.2 in chapter 1."},
        claims='f(shown="Theorem 1.1")\nf(shown="(1.1)")\nf(shown="#What (1.1) says")\n',
    )
    assert "numbers are out of order" in "".join(number.complaints(root))
    assert number.main([], root) == 0
    assert sources(root, "01-a") == [
        "$$\nx \\tag{1.1}\n$$ new, then $$y \\tag{1.2}$$; see (1.2), Theorem 1.3.",
        "**Theorem 1.1 (New).** Text.",
        "**Theorem 1.2 (Name).** Text.",
        "**Figure 1.1.** Words.",
        "**Theorem 1.3 (Name).** Text.",
        "**Figure 1.2.** Words.",
    ]
    assert sources(root, "02-b") == [
        "By (1.2), Theorems 1.2 and 1.3, Figure 1.2. $(1.1)$ `(1.1)` [a](1.1)"
    ]
    assert (root / "book/intro.md").read_text("utf-8") == "See Theorem 1.3 in chapter 1."
    assert (root / "adamtext/teach/claims/one.py").read_text("utf-8") == (
        'f(shown="Theorem 1.2")\nf(shown="(1.2)")\nf(shown="#What (1.2) says")\n'
    )
    assert number.complaints(root) == []
    assert number.main(["--check"], root) == 0


def test_a_chapter_that_moves_takes_its_numbers_along(house):
    root = house({"07-a": [theorem("3.1"), cell("Theorem 3.1, (3.1), $$x \\tag{3.1}$$")]})
    assert number.main([], root) == 0
    assert sources(root, "07-a")[1] == "Theorem 7.1, (7.1), $$x \\tag{7.1}$$"


def test_names_of_the_papers_statements_are_left_to_the_paper(house):
    root = house({"04-a": [theorem("?"), theorem("?", kind="Lemma"), cell("Theorem 4.1 fails.")]})
    assert number.main([], root) == 0
    assert sources(root, "04-a") == [
        "**Theorem 4.3 (Name).** Text.",
        "**Lemma 4.4 (Name).** Text.",
        "Theorem 4.1 fails.",
    ]


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ([theorem("1.1"), theorem("1.1")], "Theorem 1.1 is there twice"),
        ([cell("$$x \\tag{1.1}$$ $$y \\tag{1.1}$$")], "(1.1) is there twice"),
        ([caption("1.1"), caption("1.1")], "figure 1.1 is there twice"),
        ([cell("By (1.2).")], "(1.2) is nowhere"),
        ([cell("By Theorem 3.1.")], "Theorem 3.1 is nowhere"),
        ([cell("Figures 1.1 and 1.2 show"), caption("1.1")], "Figure 1.2 is nowhere"),
        ([theorem("1.1"), cell("By Lemma 1.1.")], "Lemma 1.1 is a theorem"),
        ([theorem("1.2")], "out of order"),
        ([theorem("?")], "out of order"),
        (
            [cell(ADAM.replace("2015", "2014"))],
            "is kingma2015, to be cited as 'Kingma and Ba, 2015'",
        ),
        ([cell("[Nobody, 2015](https://arxiv.org/abs/1)")], "references.bib does not have"),
    ],
)
def test_what_is_wrong_is_named_and_left(house, cells, complaint):
    root = house({"01-a": cells})
    before = sources(root, "01-a")
    assert complaint in "\n".join(number.complaints(root))
    assert number.main(["--check"], root) == 1
    if "out of order" not in complaint and "cite" not in complaint and "bib" not in complaint:
        assert number.main([], root) == 1
        assert sources(root, "01-a") == before


def test_a_page_without_a_number_can_have_no_numbers(house):
    root = house({"claims": [theorem("?")]})
    assert number.complaints(root) == ["claims.ipynb: Theorem ?, but the page has no number"]


def test_a_right_citation_passes(house):
    assert number.complaints(house({"01-a": [cell(f"So do they ({ADAM}).")]})) == []


def test_every_entry_of_the_bibliography_has_an_address_of_its_own():
    assert len(bibliography.addresses()) == len(bibliography.entries())


def test_every_entry_of_the_bibliography_is_printed_in_words():
    printed = {key: text.render_as("text") for key, text in bibliography.printed()}
    assert printed.keys() == bibliography.entries().keys()
    assert not [text for text in printed.values() if set(text) & set("$\\{}")]
    assert "ℓ∞" in printed["xie2024"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see (2.3) and (10.12)", [("equation", "2.3"), ("equation", "10.12")]),
        ("Lemmas 2.1, 2.2 and 2.4", [("Lemma", "2.1"), ("Lemma", "2.2"), ("Lemma", "2.4")]),
        ("Figure 4b, (4), 2.3, f(2.3), Theorem 2", []),
        ("`(2.3)` $(2.3)$ $$(2.3)$$ [(a)](2.3) <b>", []),
        ("```\nTheorem 2.1\n```\nTheorem 2.2", [("Theorem", "2.2")]),
    ],
)
def test_references_are_found_in_prose_only(text, found):
    assert list(grammar.references(text)) == found
