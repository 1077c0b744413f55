"""The glossary: what its page says of a word, and a link to it where a chapter first uses it.

``glossary.md`` is plain Markdown. An entry is a paragraph: **the word** (also *another*), what it
means, and from the last "See" on where the book treats it.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from . import links, previews

PAGE, NAME = "book/glossary", "terms.js"
CHAPTER = re.compile(r"book/\d\d-")
SEE = re.compile(r"(?:^|(?<=\s))See (?!.*\bSee )", re.S)

#: No place for a link to the glossary: what is a link, a heading or a caption, what is no prose.
CLOSED = (
    *links.CLOSED,
    addnodes.pending_xref,
    nodes.math,
    nodes.math_block,
    nodes.caption,
    nodes.image,
)
FOLDED = {"proof", "answer", "card-answer", "card-why"}


class Term(NamedTuple):
    """A word of the glossary: itself, its other forms, its address on the page."""

    name: str
    others: tuple
    anchor: str

    @property
    def forms(self):
        """All words that mean it."""
        return (self.name, *self.others)


def terms(env):
    """Return the terms of the book in the glossary's order."""
    return getattr(env, "plain_terms", [])


def forget(app, env, docname):
    """Forget the terms when the glossary is to be read again: for "env-purge-doc"."""
    if docname == PAGE:
        env.plain_terms = []


def all_again(app, env, added, changed, removed):
    """Read all chapters again when the glossary has changed: for "env-get-outdated"."""
    if PAGE in added | changed:
        return [page for page in env.found_docs if CHAPTER.match(page)]
    return []


class Entries(SphinxTransform):
    """Make of the glossary's paragraphs entries with addresses."""

    default_priority = 402

    def apply(self, **kwargs):
        """Go through the page."""
        if self.env.docname != PAGE:
            return
        self.env.plain_terms = []
        for paragraph in list(self.document.findall(nodes.paragraph)):
            paragraph.children = [node for node in paragraph.children if node.astext()]
            if isinstance(paragraph.children[0], nodes.strong):
                term = read(paragraph)
                self.env.plain_terms.append(term)
                box = nodes.container(classes=["entry", "term"], ids=[term.anchor])
                paragraph.replace_self(box)
                box += paragraph
                fold_see(paragraph, term)


def read(paragraph):
    """Return the term that a paragraph explains."""
    name, others, inside = paragraph[0].astext(), [], False
    for node in paragraph.children[1:]:
        if isinstance(node, nodes.Text):
            inside = node.astext().startswith(" (also ") or (inside and node.astext() == ", ")
        if not inside:
            break
        if isinstance(node, nodes.emphasis):
            others.append(node.astext())
    return Term(name, tuple(others), f"term-{nodes.make_id(name)}")


def fold_see(paragraph, term):
    """Put what leads on, "See …", into a part of its own, and a permalink at the end."""
    from .pieces import permalink

    for at, node in reversed(list(enumerate(paragraph.children))):
        found = SEE.search(node.astext()) if isinstance(node, nodes.Text) else None
        if found:
            words, rest = node.astext(), paragraph.children[at + 1 :]
            see = nodes.inline("", "", nodes.Text(words[found.start() :]), *rest, classes=["see"])
            before = nodes.Text(words[: found.start()])
            paragraph.children = paragraph.children[:at]
            paragraph += [before, see, permalink(term.anchor, "this entry")]
            return
    raise ExtensionError(f"glossary: {term.name} does not say what to see")


def pattern(form):
    """Return what finds a form in text: hyphens or none, a plural, a capital at its beginning.

    >>> bool(re.fullmatch(pattern("warm-up"), "Warmups")), bool(re.fullmatch(pattern("SGD"), "sgd"))
    (True, False)
    """
    words = [re.escape(word) for word in re.split(r"[- ]", form)]
    joined = r"[-\s]?".join(words) if "-" in form else r"[-\s]".join(words)
    if form[1:] == form[1:].lower():  # no name, such as SGD or AdaGrad
        joined = f"[{form[0].upper()}{form[0].lower()}]{joined[1:]}"
    return joined.replace("'", "['’]") + ("" if form.endswith("s") else "(?:s|es)?")


def finder(found):
    """Return an expression for all forms of terms, and what each of its groups stands for."""
    forms = sorted(
        ((form, term) for term in found for form in term.forms), key=lambda pair: -len(pair[0])
    )
    parts = "|".join(f"({pattern(form)})" for form, _ in forms)
    return re.compile(rf"(?<![\w$-])(?:{parts})(?![\w-])"), [term for _, term in forms]


class FirstUses(SphinxPostTransform):
    """Make links of the words of the glossary where a chapter first uses them."""

    default_priority = 6  # after the links on statements and citations

    def run(self, **kwargs):
        """Go through the words of a chapter, but for what is folded."""
        here, found = self.env.docname, terms(self.env)
        if self.app.builder.format != "html" or not CHAPTER.match(here) or not found:
            return
        self.finder, self.meant = finder(found)
        self.seen = set()
        for words in open_words(self.document):
            made = list(self.linked(words.astext()))
            if len(made) > 1:
                words.parent.replace(words, made)

    def linked(self, text):
        """Yield the text in parts, first uses as links."""
        end = 0
        for found in self.finder.finditer(text):
            term = self.meant[found.lastindex - 1]
            if term in self.seen:
                continue
            self.seen.add(term)
            yield nodes.Text(text[end : found.start()])
            uri = f"{self.app.builder.get_relative_uri(self.env.docname, PAGE)}#{term.anchor}"
            yield nodes.reference(
                "", found[0], refuri=uri, internal=True, classes=["to-piece", "term"]
            )
            end = found.end()
        yield nodes.Text(text[end:])


def open_words(document):
    """Return the words of a page that are prose and not folded away."""
    made, depth = [], 0
    for node in document.findall(nodes.Node):
        if isinstance(node, nodes.raw):
            html = node.astext()
            depth += len(re.findall("<details", html)) - html.count("</details")
        elif isinstance(node, nodes.Text) and not depth and not closed(node):
            made.append(node)
    return made


def closed(words):
    """Say whether words are no place for a link to the glossary."""
    node = words.parent
    if isinstance(node, nodes.strong):
        before = node.parent.children[: node.parent.index(node)]
        if not any(other.astext() for other in before):
            return True  # a statement's name, or a word that names what follows
    while node is not None:
        if isinstance(node, CLOSED) or FOLDED & set(node.get("classes", ())):
            return True
        node = node.parent
    return False


def write(app, exception):
    """Write what the words mean as a script, loaded when one is pointed at: "build-finished".

    So no page carries what another has, and a page from a disk may load it, too.
    """
    if exception or app.builder.format != "html" or not terms(app.env):
        return
    meant = {term.anchor: previews.preview(app, PAGE, term.anchor) for term in terms(app.env)}
    found = json.dumps(meant, ensure_ascii=False, separators=(",", ":"))
    path = Path(app.outdir) / "_static" / NAME
    path.write_text(f"window.bookTerms={found}\n", "utf-8")


class Sections(SphinxPostTransform):
    """Lead links such as ``[words](03-bias-correction.ipynb#the-remainder)`` to that address."""

    default_priority = 4  # before MyST, which knows no addresses within other pages

    def run(self, **kwargs):
        """Go through the page's links."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            page, anchor = link.get("reftarget"), link.get("reftargetid")
            if not anchor or page not in links.pages(self.env):
                continue
            if anchor not in links.pages(self.env)[page]["ids"]:
                logging.getLogger(__name__).warning("%s has no #%s", page, anchor, location=link)
            uri = self.app.builder.get_relative_uri(self.env.docname, page)
            link.replace_self(
                nodes.reference("", "", *link.children, refuri=f"{uri}#{anchor}", internal=True)
            )
