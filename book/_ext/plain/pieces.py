"""The pieces of a page that have an address: statements, proofs, answers, equations, figures."""

import json
import re
import unicodedata
from html import escape

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from pybtex_docutils import Backend
from sphinx.transforms import SphinxTransform

from adamtext.teach.live import FIGURES

from . import bibliography, grammar


def permalink(anchor, to):
    """Return the sign that leads to where it stands."""
    words = f"Link to {to}"
    html = f'<a class="headerlink" href="#{anchor}" title="{words}" aria-label="{words}">#</a>'
    return nodes.raw("", html, format="html")


class Piece(Directive):
    """A cell of its own: a statement with its addresses, a proof or an answer."""

    has_content, required_arguments = True, 1
    option_spec = {"cell": directives.unchanged_required}  # noqa: RUF012

    def run(self):
        """Return a box with the cell's content."""
        kind, cell = self.arguments[0], self.options["cell"]
        box = nodes.container(classes=[kind])
        self.state.nested_parse(self.content, self.content_offset, box)
        source = {
            "cell_type": "markdown",
            "id": cell,
            "source": "\n".join(self.content),
        }
        for target in grammar.targets([source | {"metadata": {"tags": [kind]}}]):
            if target.kind in grammar.KINDS:
                box["ids"] += target.anchors
                box["classes"].append(target.kind.lower())
                title = next(box.findall(nodes.strong))
                title.parent.insert(
                    title.parent.index(title) + 1,
                    permalink(target.anchors[0], target.name),
                )
        return [box]


class References(Directive):
    """The whole bibliography."""

    def run(self):
        """Return a box for each entry."""
        made, backend = [], Backend()
        self.state.document.settings.env.note_dependency(str(bibliography.FILE))
        for key, text in bibliography.printed():
            paragraph = nodes.paragraph("", "", *text.render(backend))
            paragraph += permalink(key, "this entry")
            made.append(nodes.container("", paragraph, ids=[key], classes=["entry"]))
        return made


class Equations(SphinxTransform):
    """Give every numbered equation its addresses: the one that stays, and that of its number."""

    default_priority = 400

    def apply(self, **kwargs):
        """Go through all formulas that stand alone."""
        stay = self.env.temp_data.get("plain_equations", {})
        for formula in list(self.document.findall(nodes.math_block)):
            tex = formula.astext()
            if found := grammar.EQUATION.search(tex):
                number = found[1]
                numbered = grammar.anchor(f"({number})")
                own = stay.get(number, numbered)
                ids = list(dict.fromkeys([own, numbered]))
                box = nodes.container(classes=["equation"], ids=ids)
                formula.replace_self(box)
                box += [formula, permalink(own, f"equation {number}")]


class Names(SphinxTransform):
    """Give a section whose title is no Latin letters an address that says something.

    A counter, as docutils gives it, would be another one when a second such section is put before.
    """

    default_priority = 403

    def apply(self, **kwargs):
        """Go through all sections."""
        for section in self.document.findall(nodes.section):
            counted = [name for name in section["ids"] if re.fullmatch(r"id\d+", name)]
            name = nodes.make_id(spoken(section[0].astext()))
            if counted and name and name not in self.document.ids:
                section["ids"] = [name if i == counted[0] else i for i in section["ids"]]
                self.document.ids[name] = section


def spoken(text):
    """Return a text with Greek letters by name.

    >>> spoken("4 ε")
    '4 epsilon'
    """
    return re.sub("[α-ω]", lambda found: unicodedata.name(found[0]).split()[-1].lower(), text)


class Figures(SphinxTransform):
    """Give every figure the address that has its number, and live ones what wakes them."""

    default_priority = 401

    def apply(self, **kwargs):
        """Go through all figures."""
        live = self.env.temp_data.get("plain_live", {})
        for figure in self.document.findall(nodes.figure):
            for name in live.keys() & set(figure["ids"]):
                kind = live[name]["figure"]
                given = FIGURES[kind].for_page(live[name]["state"])
                state = escape(json.dumps(given, ensure_ascii=False, separators=(",", ":")))
                host = f'<div class="live-figure" data-figure="{kind}"'
                figure.insert(
                    0,
                    nodes.raw("", f'{host} data-state="{state}">', format="html"),
                )
                figure.insert(2, nodes.raw("", "</div>", format="html"))
            for caption in figure.findall(nodes.caption):
                if found := re.match(rf"Figure {grammar.NUMBER}", caption.astext()):
                    figure["ids"].append(grammar.anchor(found[0]))
