"""Code on the page: what the style sheet has a colour for is marked, and nothing else.

Pygments marks every name and bracket, which makes a third of a chapter's weight for nothing.
"""

import re
from pathlib import Path

from pygments.formatters import HtmlFormatter
from sphinx.highlighting import PygmentsBridge

STYLE = Path(__file__).parent / "theme/static/paper.css"


def coloured(style):
    """Return the classes of tokens for which a style sheet has a rule."""
    rules = re.findall(r"^\.highlight :is\(([^)]*)\)", style, re.M)
    return {name.strip().lstrip(".") for rule in rules for name in rule.split(",")}


class Coloured(HtmlFormatter):
    """Marks the tokens that have a colour."""

    classes = coloured(STYLE.read_text("utf-8"))

    def _get_css_class(self, ttype):
        name = super()._get_css_class(ttype)
        return name if name in self.classes else ""


def use():
    """Let Sphinx write code by it."""
    PygmentsBridge.html_formatter = Coloured
