r"""Formulas as MathML, made once by Temml when the book is built, and kept between builds.

Browsers set MathML by themselves, screen readers speak it, and it needs no script. The TeX that it
was made of goes with it, as data, for whoever copies a formula.
"""

import functools
import hashlib
import json
import re
from html import escape, unescape
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError

TEMML = Path(__file__).parent / "vendor/temml.min.js"
CHARACTERS = Path(__file__).with_name("characters.txt")  # written by tools/fonts.py
TAG = re.compile(r"\s*\\tag\{([^}]*)\}")
UNSTYLED = re.compile(r' class="(?!tml-(?:right|left|jot)")[^"]*"')  # no style asks for these
INSIDE = re.compile(r"\\begin\{(\w+\*?)\}(?:(?!\\begin).)*?\\end\{\1\}", re.S)
NAME = "formulas.json"


@functools.cache
def engine():
    """Return V8 with Temml loaded."""
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    context.eval(TEMML.read_text("utf-8"))
    return context


@functools.cache
def characters():
    """Return the characters that the mathematical font has."""
    return set(CHARACTERS.read_text("utf-8"))


@functools.cache
def version():
    """Return what kept formulas were made by: they are no use to another."""
    made_by = b"".join(path.read_bytes() for path in (TEMML, Path(__file__), CHARACTERS))
    return hashlib.sha256(made_by).hexdigest()[:16]


def mathml(tex, display, kept):
    """Return the MathML of a formula, and keep it in ``kept``, a dict.

    Raises
    ------
    ExtensionError
        If Temml cannot read it: with its words and the formula.

    Examples
    --------
    >>> mathml("x^2", False, {})
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    key = f"{'block' if display else 'inline'} {tex}"
    if key not in kept:
        wrap = "none" if display else "tex"  # a long one in the text may go on in the next line
        options = {"displayMode": display, "throwOnError": True, "wrap": wrap}
        try:
            kept[key] = UNSTYLED.sub("", engine().call("temml.renderToString", tex, options))
        except Exception as error:
            words = str(error).partition("\n    at ")[0].rpartition("ParseError:")[2][:300]
            raise ExtensionError(f"a formula that Temml cannot read: {tex}\n{words}") from None
        said = unescape(re.sub("<[^>]+>", "", kept[key]))
        if lacking := "".join(sorted(set(said) - characters())):
            raise ExtensionError(
                f"a formula with {lacking}, which the font lacks: add it to tools/fonts.py: {tex}"
            )
    return kept[key]


def kept(app):
    """Return the formulas of earlier builds, a dict, as far as they are any use."""
    if not hasattr(app, "paper_formulas"):
        try:
            stored = json.loads((Path(app.doctreedir) / NAME).read_text("utf-8"))
        except (OSError, ValueError):
            stored = {}
        app.paper_formulas = stored["formulas"] if stored.get("version") == version() else {}
    return app.paper_formulas


def keep(app, exception):
    """Keep the formulas for the next build: a handler of "build-finished"."""
    if engine.cache_info().currsize:
        engine().close()  # its thread would keep Python from ending
        engine.cache_clear()
    if hasattr(app, "paper_formulas"):
        Path(app.doctreedir).mkdir(parents=True, exist_ok=True)
        stored = {"version": version(), "formulas": app.paper_formulas}
        (Path(app.doctreedir) / NAME).write_text(json.dumps(stored), "utf-8")


def inline(writer, node):
    """Write a formula in the text."""
    tex = node.astext()
    formula = mathml(tex, False, kept(writer.builder.app))
    if mark := node.get("then"):  # else a line could begin with it
        formula = formula.removesuffix("</math>") + f"<mtext>{mark}</mtext></math>"
    writer.body.append(f'<span class="math" data-tex="{escape(tex)}">{formula}</span>')


def block(writer, node):
    """Write a formula that stands by itself, its number at the right."""
    tex = node.astext()
    numbers = TAG.findall(tex)
    formula = mathml(lines(TAG.sub("", tex).strip()), True, kept(writer.builder.app))
    number = f'<span class="number">({escape(numbers[0])})</span>' if numbers else ""
    writer.body.append(
        f'<div class="math" data-tex="{escape(tex)}">'
        '<div class="scrolls" tabindex="0" role="group" aria-label="Formula">'
        f"{formula}</div>{number}</div>\n"
    )


def lines(tex):
    r"""Return a formula whose lines stand below each other, if it has several.

    >>> print(lines(r"x = 1 \\ y = 2"))
    \begin{gathered}x = 1 \\ y = 2\end{gathered}
    >>> print(lines(r"\begin{cases} 1 \\ 2 \end{cases}"))
    \begin{cases} 1 \\ 2 \end{cases}
    """
    alone, before = tex, None
    while alone != before:
        alone, before = INSIDE.sub("", alone), alone
    if r"\\" not in alone:
        return tex
    kind = "aligned" if "&" in alone else "gathered"
    return rf"\begin{{{kind}}}{tex}\end{{{kind}}}"


def take_marks(app, doctree, docname):
    """Give each formula the mark of punctuation right after it: for "doctree-resolved"."""
    for formula in doctree.findall(nodes.math):
        after = formula.next_node(nodes.Text, descend=False, siblings=True)
        if after is None or after.parent is not formula.parent:
            continue
        if formula.parent.index(after) != formula.parent.index(formula) + 1:
            continue
        if found := re.match(r"[.,;:)?!’”]+", after.astext()):
            formula["then"] = found[0]
            formula.parent.replace(after, nodes.Text(after.astext()[found.end() :]))


def nothing_more(writer, node):
    """Leave out what is inside: it has been written."""
    raise nodes.SkipNode


def _alone(write):
    def visit(writer, node):
        write(writer, node)
        nothing_more(writer, node)

    return visit


INLINE = (_alone(inline), None)
BLOCK = (_alone(block), None)
