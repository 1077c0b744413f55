"""A Sphinx extension: the scripts of the live figures, which pages load as figures come near.

The directive ``guesses`` is the place where all is listed that the reader drew; without scripts, a
list of the figures in which to draw. Numbers that can be changed in their sentences are marked, as
``told.py`` has them: by the directive ``told`` the paragraph, by a role of that name each place.
"""

import json
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from adamtext.teach.live import FIGURES, Guesses, bundle, told
from adamtext.teach.live.curves import CURVES
from adamtext.teach.live.guess import link


def setup(app):
    """Register everything with Sphinx."""
    app.connect("build-finished", write_scripts)
    app.add_directive("guesses", GuessList)
    app.connect("source-read", mark, priority=400)  # before the notebook is prepared
    app.add_directive("told", Told)
    app.add_role("told", place)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_scripts(app, error):
    """Write what the pages load: a script that figures share, and one for each of them."""
    static = Path(app.outdir, "_static")
    if error or not static.is_dir():
        return
    for name, text in bundle.scripts(FIGURES).items():
        (static / name).write_text(text, "utf-8")
    (static / "told.js").write_text(bundle.told(), "utf-8")
    (static / "valley.js").write_text(bundle.valley(), "utf-8")


def mark(app, docname, source):
    """Mark the numbers that can be changed in a notebook that Sphinx has just read."""
    mine = [each for each in told.PASSAGES if docname == f"book/{each.chapter}"]
    if not mine:
        return
    notebook = json.loads(source[0])
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for passage in mine:
        cell = cells[passage.cell]
        cell["source"] = told.marked("".join(cell["source"]), passage)
    source[0] = json.dumps(notebook)


def place(name, rawtext, text, lineno, inliner, options=None, content=()):
    """Return the number of a control, or words that depend on one, with a class for the script."""
    key, _, words = text.partition(" ")
    kind = "told-control" if key in told.CONTROLS else "told-result"
    return [nodes.inline("", words, classes=[kind, f"told-of-{key}"])], []


class Told(Directive):
    """A paragraph in which numbers can be changed."""

    has_content = True

    def run(self):
        """Return a box with the paragraph."""
        box = nodes.container(classes=["told"])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class GuessList(Directive):
    """What the reader drew before it was shown."""

    def run(self):
        """Return the place that the script fills, and in it what is there without it."""
        state = json.dumps(Guesses.for_page({}), ensure_ascii=False, separators=(",", ":"))
        places = "".join(
            f'<li><a href="{link(curve)}">{escape(curve.title)}</a></li>'
            for curve in CURVES.values()
        )
        html = (
            f'<div class="live-figure" data-figure="guesses" data-state="{escape(state)}">'
            f"<p>To be drawn:</p><ul>{places}</ul></div>"
        )
        return [nodes.raw("", html, format="html")]
