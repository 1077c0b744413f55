"""Links on what text only names: Theorem 2.1, (2.3), Figure 2.1, and citations."""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import bibliography, grammar

BIBLIOGRAPHY = "book/bibliography"
CLOSED = (
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.title,
)


def pages(env):
    """Return what is known of the pages: a dict of name to {anchors, ids, named, shown}."""
    if not hasattr(env, "plain_pages"):
        env.plain_pages = {}
    return env.plain_pages


def forget(app, env, docname):
    """Forget a page that is to be read again."""
    pages(env).pop(docname, None)


def look_before(app, env, docnames):
    """Remember which numbers the pages have that are to be read: for "env-before-read-docs"."""
    app.plain_read = list(docnames)
    app.plain_numbers = numbers_on(env, docnames)


def write_again(app, env):
    """Write pages again that name a number of a page that was read: for "env-updated".

    They show previews of it, and link to it.
    """
    changed = app.plain_numbers | numbers_on(env, app.plain_read)
    return [page for page, known in pages(env).items() if known["named"] & changed]


def numbers_on(env, docnames):
    """Return the addresses of all that has a number on these pages."""
    known = pages(env)
    return {anchor for page in docnames if page in known for anchor in known[page]["anchors"]}


def collect(app, doctree):
    """Remember which numbers a page has, and which it names."""
    anchors = {
        anchor: own(node)
        for node in doctree.findall(nodes.Element)
        for anchor in node.get("ids", ())
        if re.fullmatch(r"[a-z]+-\d+-\d+", anchor)
    }
    named = {
        grammar.anchor(name)
        for words in doctree.findall(nodes.Text)
        for found in grammar.REFERENCE.finditer(words.astext())
        for _, _, name in names(found)
    }
    pages(app.env)[app.env.docname] = {
        "anchors": anchors,
        "ids": {
            anchor for node in doctree.findall(nodes.Element) for anchor in node.get("ids", ())
        },
        "named": named,
        "shown": set(),
    }


def own(node):
    """Return the address of a piece that stays when numbers move: its first."""
    return node["ids"][0]


class Links(SphinxPostTransform):
    """Make links of all references on a page."""

    default_priority = 5

    def run(self, **kwargs):
        """Go through the page's links, then through its words."""
        if self.app.builder.format != "html":
            return
        here = self.env.docname
        self.known = {
            anchor: (page, stays)
            for page, known in pages(self.env).items()
            for anchor, stays in known["anchors"].items()
        }
        self.shown = pages(self.env)[here]["shown"]
        for link in list(self.document.findall(nodes.reference)):
            self.cite(link)
        for words in list(self.document.findall(nodes.Text)):
            if not self.closed(words):
                made = list(self.linked(words.astext()))
                if len(made) > 1:
                    words.parent.replace(words, made)

    def closed(self, words):
        """Say whether these words are no place for a link: code, links, a statement's own name."""
        node, opening = words.parent, f"**{words.astext()}** "
        if isinstance(node, nodes.strong):
            if grammar.STATEMENT.match(opening) or grammar.CAPTION.match(opening):
                return True
        while node is not None and not isinstance(node, CLOSED):
            node = node.parent
        return node is not None

    def linked(self, text):
        """Yield the text in parts, its references as links."""
        end = 0
        for found in grammar.REFERENCE.finditer(text):
            for start, stop, name in names(found):
                anchor = grammar.anchor(name)
                if anchor in self.known:
                    yield nodes.Text(text[end:start])
                    yield self.link(text[start:stop], *self.known[anchor])
                    end = stop
        yield nodes.Text(text[end:])

    def link(self, text, page, anchor):
        """Return a link to an anchor of a page."""
        self.shown.add((page, anchor))
        refuri = self.uri(page, anchor)
        return nodes.reference("", text, refuri=refuri, internal=True, classes=["to-piece"])

    def uri(self, page, anchor):
        """Return the relative address of an anchor."""
        if page == self.env.docname:
            return f"#{anchor}"
        return f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{anchor}"

    def cite(self, link):
        """Lead a citation to the bibliography, where the address stands."""
        key = bibliography.addresses().get(link.get("refuri"))
        if key and self.env.docname != BIBLIOGRAPHY:
            if link.astext() in bibliography.citations(bibliography.entries()[key]):
                link["refuri"] = self.uri(BIBLIOGRAPHY, key)
                link["classes"] = ["to-piece"]
                link["internal"] = True
                self.shown.add((BIBLIOGRAPHY, key))


def names(found):
    """Yield (start, stop, name) for each number of a reference: "Theorems 2.1 and 2.3" has two."""
    if found["equation"]:
        yield found.start(), found.end(), found[0]
        return
    for number in re.finditer(grammar.NUMBER, found["numbers"]):
        start = found.start("numbers") + number.start()
        first = start if number.start() else found.start()
        yield first, start + len(number[0]), f"{found['kind']} {number[0]}"
