"""The Sphinx extension in book/_ext: what becomes of a plain notebook on its page."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from tools.execute import METADATA

ROOT = Path(__file__).parents[1]
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book/_ext")!r})
extensions = ["myst_nb", "plain"]
exclude_patterns = ["_build"]
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
html_theme = "basic"
html_math_renderer = "temml"

def setup(app):
    from paper import formulas
    app.add_html_math_renderer("temml", formulas.INLINE, formulas.BLOCK)
    app.connect("build-finished", formulas.keep)
"""
INDEX = "# Index\n\nTheorem 2.1.\n\n```{toctree}\n:glob:\nbook/*\n```\n"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def text(source, tag=None, id=None):
    metadata = {"tags": [tag]} if tag else {}
    return new_markdown_cell(source, metadata=metadata, **({"id": id} if id else {}))


def drawing(alt="A line.", live=None, **metadata):
    kept = {"image/png": {"alt": alt}} | ({"live": live} if live else {})
    output = new_output("display_data", {"image/png": PIXEL}, metadata=kept)
    return new_code_cell("draw()", outputs=[output], metadata=metadata)


ONE = [
    text("# One\n\nSee Theorem 2.1, Figures 1.1 and 1.2, (2.1), and (0.5), Theorem 4.1."),
    text("**Lemma 1.1 (First).** Let\n\n$$\nx = y \\\\\ny = z \\tag{1.1}\n$$", "statement", "lem"),
    text("**Proof.** By Lemma 1.1, `Lemma 1.1` and (1.1). $\\square$", "proof"),
    drawing(),
    text("**Figure 1.1.** A line, as in (2.1).", "caption", "fig-line"),
    drawing(live={"figure": "betas", "state": {"beta1": 0.9, "word": '"<'}}),
    text("**Figure 1.2.** Live.", "caption", "fig-live"),
]
ADAM = "https://arxiv.org/abs/1412.6980"
LINK = '<a href="01-one.ipynb#lemma-1-1">one</a>'
PROOF = "<details>\n<summary><b>Proof</b></summary>\n\nBy $x$.\n\n$$x \\tag{2.1}$$\n\n</details>"
ANSWER = "<details>\n<summary>Answer to A</summary>\n\nYes.\n\n</details>"
TWO = [
    text(f"# Two\n\nThe paper ([Kingma and Ba, 2015]({ADAM})); [a site]({ADAM})."),
    text("**Theorem 2.1 (Second).** As Lemma 1.1.", "statement", "thm"),
    text(PROOF, "proof", "why"),
    text(ANSWER, "answer"),
    new_code_cell("HTML()", outputs=[new_output("display_data", {"text/html": LINK})]),
]


def sphinx(folder):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", folder, folder / "_build/html"]
    return subprocess.run(command, capture_output=True, text=True)


def build(folder):
    result = sphinx(folder)
    assert result.returncode == 0, result.stderr


def write(folder, name, cells):
    (folder / name).write_text(writes(new_notebook(cells=cells, metadata=METADATA)), "utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    (folder / "book").mkdir()
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    (folder / "book/bibliography.md").write_text("# Bibliography\n\n```{references}\n```", "utf-8")
    write(folder, "book/01-one.ipynb", ONE)
    write(folder, "book/02-two.ipynb", TWO)
    build(folder)
    return folder


@pytest.fixture
def one(book):
    return (book / "_build/html/book/01-one.html").read_text("utf-8")


@pytest.fixture
def two(book):
    return (book / "_build/html/book/02-two.html").read_text("utf-8")


def links(page):
    """Return the links on pieces: a list of (address, words)."""
    found = re.findall(r'<a class="to-piece[^"]*" href="([^"]+)">(.*?)</a>', page)
    return [(address, re.sub("<.*?>", "", words)) for address, words in found]


def test_references_become_links_and_others_do_not(one, two):
    assert links(one) == [
        ("02-two.html#thm", "Theorem 2.1"),
        ("#fig-line", "Figures 1.1"),
        ("#fig-live", "1.2"),
        ("02-two.html#eq-why", "(2.1)"),
        ("#lem", "Lemma 1.1"),
        ("#eq-lem", "(1.1)"),
        ("02-two.html#eq-why", "(2.1)"),
    ]
    assert links(two) == [
        ("bibliography.html#kingma2015", "Kingma and Ba, 2015"),
        ("01-one.html#lem", "Lemma 1.1"),
    ]
    assert 'href="https://arxiv.org/abs/1412.6980">a site</a>' in two


def test_pages_in_markdown_have_links_too(book):
    assert links((book / "_build/html/index.html").read_text("utf-8")) == [
        ("book/02-two.html#thm", "Theorem 2.1")
    ]


def test_every_target_has_its_addresses_once(one, two):
    for page, anchors in (
        (one, ["lem", "lemma-1-1", "eq-lem", "equation-1-1", "fig-line", "figure-1-1", "fig-live"]),
        (two, ["thm", "theorem-2-1", "eq-why", "equation-2-1"]),
    ):
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(anchors) <= set(ids)


def test_every_target_has_a_permalink(one, two):
    for page, anchors in ((one, ("lem", "eq-lem", "fig-line")), (two, ("thm",))):
        for anchor in anchors:
            assert len(re.findall(rf'class="headerlink" href="#{anchor}"', page)) == 1


def test_pieces_are_told_apart(one, two):
    assert re.search(r'<div class="statement lemma[^"]*" id="lem">', one)
    assert re.search(r'<div class="proof[^"]*">\s*<p><strong>Proof.</strong>', one)
    assert re.search(r'<div class="proof[^"]*">\s*<details>\s*<summary><b>Proof</b>', two)
    assert re.search(r'<div class="answer[^"]*">\s*<details>\s*<summary>Answer to A<', two)
    assert two.count("</details>") == 2


def test_formulas_are_set_with_their_numbers_and_keep_their_tex(one):
    (formula,) = re.findall(
        r'<div class="math" (data-tex="\s*x = .*?</div>)<span (.*?)</div>', one, re.S
    )
    assert html.unescape(formula[0]).startswith('data-tex="\nx = y \\\\\ny = z \\tag{1.1}')
    assert formula[0].count("<mtr") == 2
    assert "tag" not in re.sub('data-tex="[^"]*"', "", formula[0])
    assert formula[1].startswith('class="number">(1.1)</span>')


def test_figures_have_alt_and_caption_with_one_number(one):
    assert re.search(r'<figure[^>]* id="fig-line">.*?<img alt="A line." .*?</figure>', one, re.S)
    assert (
        len(re.findall(r"Fig(ure|\.) 1\.1", one.split('id="fig-line"')[1].split("</figure>")[0]))
        == 1
    )


def test_live_figures_keep_their_picture_and_can_be_woken(one):
    host = re.search(
        r'<div class="live-figure" data-figure="betas" data-state="([^"]+)">\s*<img', one
    )
    assert json.loads(html.unescape(host[1])) == {"beta1": 0.9, "word": '"<'}


def test_links_of_outputs_lead_to_pages(two):
    assert 'href="01-one.html#lemma-1-1"' in two


def test_previews_of_other_pages_are_in_the_page(one, two):
    kept = dict(re.findall(r'<template data-preview="([^"]+)">(.*?)</template>', one, re.S))
    assert kept.keys() == {"02-two.html#thm", "02-two.html#eq-why"}
    assert "Second" in kept["02-two.html#thm"]
    assert r"\tag{2.1}" in kept["02-two.html#eq-why"]
    assert "<math" in kept["02-two.html#eq-why"]
    assert "id=" not in "".join(kept.values())
    assert "headerlink" not in "".join(kept.values())
    assert 'data-preview="bibliography.html#kingma2015"' in two
    assert "Adam: a method for stochastic optimization" in two


def test_a_broken_reference_stops_the_build(tmp_path):
    (tmp_path / "conf.py").write_text(CONF, "utf-8")
    (tmp_path / "index.md").write_text("# Index\n\n[a page](book/gone.md)\n", "utf-8")
    result = sphinx(tmp_path)
    assert result.returncode != 0
    assert "book/gone" in result.stderr


def test_a_change_reaches_the_previews_of_other_pages(book):
    changed = [TWO[0], text("**Theorem 2.1 (New).** As Lemma 1.1.", "statement", "thm"), *TWO[2:]]
    write(book, "book/02-two.ipynb", changed)
    build(book)
    page = (book / "_build/html/book/01-one.html").read_text("utf-8")
    write(book, "book/02-two.ipynb", TWO)
    build(book)
    assert "(New)" in page
