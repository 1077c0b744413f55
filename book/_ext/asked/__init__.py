"""A Sphinx extension: cards and exercises, which the reader answers in the page.

Cards stand in their chapters, each after the cell that it names, and all together on the page of
reviews; without scripts they are folded answers. An exercise gets a place for its answer below the
cell that checks it in Jupyter: numbers and formulas are typed, words are chosen. Code is checked in
the notebook, and the page says so.
"""

import json
import re
from html import escape
from itertools import pairwise
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList

from adamtext.teach import deck
from adamtext.teach.cards import SOURCE, cards, of_chapter
from adamtext.teach.exercises import table
from adamtext.teach.live import bundle

CHECKED = re.compile(r'^check\("(\d\d-\d+)"', re.M)


def setup(app):
    """Register everything with Sphinx."""
    app.connect("source-read", place, priority=400)  # before the notebook is prepared
    app.connect("html-page-context", add_style, priority=800)  # before the theme's
    app.connect("build-finished", write_files)
    app.add_directive("cards", Cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def place(app, docname, source):
    """Put cards and places to answer between the cells of a notebook that Sphinx has just read."""
    number = docname.rpartition("/")[2][:2]
    if not (app.env.doc2path(docname).endswith(".ipynb") and number.isdigit()):
        return
    notebook = json.loads(source[0])
    notebook["cells"] = with_questions(notebook["cells"], number)
    source[0] = json.dumps(notebook)


def with_questions(cells, chapter):
    """Return the cells of a ``chapter``, "01", …, with its cards and places to answer.

    Raises
    ------
    ValueError
        If a card stands after a cell that is not there.
    """
    mine = [card for card in cards().values() if card.chapter == chapter]
    made, waiting = [], []
    for cell, next_one in pairwise([*cells, {"metadata": {}}]):
        made.append(cell)
        waiting += [card.id for card in mine if card.after == cell["id"]]
        # a statement's proof, and a figure's caption, come first
        stay = {"proof", "caption"} & set(next_one["metadata"].get("tags", []))
        if waiting and not stay:
            ids, waiting = waiting, []
            text = "````{cards}\n" + "\n".join(ids) + "\n````"
            made.append(markdown(f"cards-{cell['id']}", text))
        if cell["cell_type"] == "code":
            for name in CHECKED.findall("".join(cell["source"])):
                if name in table():
                    made.append(markdown(f"input-{name}", answer_input(name)))
    if lost := {card.after for card in mine} - {cell["id"] for cell in cells}:
        raise ValueError(f"chapter {chapter}: cards stand after {', '.join(sorted(lost))}")
    return made


def markdown(name, text):
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def answer_input(name):
    """Return the place to answer an exercise, as HTML, with what judges it if the page can."""
    chapter, number = name.split("-")
    title = f"exercise {int(chapter)}.{number}"
    opening = f'<div class="exercise-input" data-exercise="{name}"'
    if not hasattr(table()[name], "as_table"):
        where = (
            f"The answer to {title} is code, which this page cannot run: check it in the notebook."
        )
        return f'{opening}><p class="exercise-elsewhere">{where}</p></div>'
    judged = escape(json.dumps(table()[name].as_table()))
    return f'{opening} data-table="{judged}" data-name="{title}"></div>'


class Cards(Directive):
    """Cards by their ids, one a line; or all of them, by the word ``all``."""

    has_content = True

    def run(self):
        """Return a folded card for each."""
        self.state.document.settings.env.note_dependency(str(SOURCE))
        wanted = [line.strip() for line in self.content if line.strip()]
        chosen = of_chapter() if wanted == ["all"] else [cards()[name] for name in wanted]
        address = "" if wanted == ["all"] else "card-"
        return [node for card in chosen for node in self.folded(card, address)]

    def folded(self, card, address):
        """Return a card: its question, and its answer folded."""
        name = f' id="{address}{card.id}"' if address else ""
        head = f'<details class="card" data-card="{card.id}" data-chapter="{card.chapter}"{name}>'
        question = nodes.inline("", "", *self.parsed(card.question)[0].children)
        answer = nodes.container("", *self.parsed(card.answer), classes=["card-answer"])
        why = nodes.container("", *self.parsed(card.why), classes=["card-why"])
        answer += why
        return [raw(f"{head}<summary>"), question, raw("</summary>"), answer, raw("</details>")]

    def parsed(self, text):
        """Return what a text in Markdown becomes."""
        box = nodes.container()
        self.state.nested_parse(StringList(text.splitlines(), "cards.toml"), 0, box)
        return box.children


def raw(html):
    """Return a piece of HTML."""
    return nodes.raw("", html, format="html")


def add_style(app, docname, template, context, doctree):
    """Load the style where something is asked: a handler of "html-page-context"."""
    body = context.get("body", "")
    if 'class="card"' in body or 'class="exercise-input"' in body:
        # a list of the page's own: that of the theme is one for all pages, and would grow
        context["styles"] = [*context.get("styles", []), "asked.css"]


def write_files(app, error):
    """Write what the pages load, and the deck and the table that the page of reviews offers."""
    folder, static = Path(app.outdir, "book"), Path(app.outdir, "_static")
    if error or not (folder.is_dir() and static.is_dir()):
        return
    (static / "asked.js").write_text(bundle.asked(), "utf-8")
    (static / "asked.css").write_text(bundle.css("asked.css"), "utf-8")
    deck.write_apkg(of_chapter(), folder / "adam.apkg")
    deck.write_tsv(of_chapter(), folder / "adam.tsv")
