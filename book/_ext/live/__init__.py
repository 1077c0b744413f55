"""A Sphinx extension: the scripts of the live figures, which pages load as figures come near.

The directive ``guesses`` is the place where all is listed that the reader drew; without scripts, a
list of the figures in which to draw.
"""

import json
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from adamtext.teach.live import FIGURES, Guesses, bundle
from adamtext.teach.live.curves import CURVES
from adamtext.teach.live.guess import link


def setup(app):
    """Register everything with Sphinx."""
    app.connect("build-finished", write_scripts)
    app.add_directive("guesses", GuessList)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_scripts(app, error):
    """Write what the pages load: a script that figures share, and one for each of them."""
    static = Path(app.outdir, "_static")
    if error or not static.is_dir():
        return
    for name, text in bundle.scripts(FIGURES).items():
        (static / name).write_text(text, "utf-8")


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
