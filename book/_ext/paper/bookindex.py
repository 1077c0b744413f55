"""The book's index: terms, symbols, statements, people and numbers, none of them typed twice.

It is made of the glossary, the page of notation, the statements, the bibliography and the answers
at the ends of the chapters. The search has the terms, symbols and numbers from here, too.
"""

import re
from collections import Counter, defaultdict
from html import escape
from typing import NamedTuple

from docutils import nodes
from plain import bibliography, grammar, terms
from plain.previews import doctree
from pybtex.richtext import Text
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from . import contents
from .letters import by_alphabet, names, plain, spelled_symbol, text_of

PAGE, NOTATION = "book/index-of-terms", "book/notation"
#: Sections that say again what others have said.
LATER = {"Answers", "Exercises", "What to read next", "What the paper claims, and what is true"}
NUMBER = re.compile(r"(?<![\w.,^/])(?:\d{1,3}(?:,\d{3})+|\d+\.\d+|\d{3,})(?![\w^/]|[.,]\d)")
BLOCKS = (nodes.paragraph, nodes.caption)
MOST = 8  # chapters that a term leads to
#: Not found, but given: the defaults.
GIVEN = {"0.9", "0.99", "0.999"}


class Section(NamedTuple):
    """A section of a chapter: its page and address, its title, its prose, whom it cites."""

    page: str
    anchor: str
    title: str
    text: str
    cited: frozenset


def blocks(part):
    """Return the paragraphs and captions of a part of a page."""
    return [node for node in part.findall(nodes.Element) if isinstance(node, BLOCKS)]


def sections(app):
    """Return all sections of the chapters, without the sections within them; made once a build."""
    if hasattr(app, "paper_sections"):
        return app.paper_sections
    app.paper_sections = found = []
    for page in sorted(page for page in app.env.found_docs if terms.CHAPTER.match(page)):
        for section in doctree(app, page).findall(nodes.section):
            own = [part for part in section.children if not isinstance(part, nodes.section)]
            urls = {link.get("refuri") for part in own for link in part.findall(nodes.reference)}
            top = isinstance(section.parent, nodes.document)
            found.append(
                Section(
                    page,
                    "" if top else section["ids"][0],
                    "" if top else plain(own[0]),
                    "\n".join(text_of(block) for part in own for block in blocks(part)),
                    frozenset(filter(None, map(bibliography.addresses().get, urls))),
                )
            )
    return found


def link(app, page, anchor, words, title="", kind=""):
    """Return a link from the index."""
    uri = app.builder.get_relative_uri(PAGE, page) + (f"#{anchor}" if anchor else "")
    said = f' title="{escape(title)}"' if title else ""
    said += f' class="{kind}"' if kind else ""
    return f'<a href="{escape(uri)}"{said}>{escape(words)}</a>'


def to_section(app, section):
    """Return a link to a section: the number of its chapter, its title to be looked at."""
    title = contents.title(app, section.page)
    said = f"{title}: {section.title}" if section.title else title
    return link(app, section.page, section.anchor, contents.number(app, section.page), said, "at")


def items(lines, name):
    """Return a list."""
    return "\n".join(
        [f'<ul class="index {name}">', *(f"<li>{line}</li>" for line in lines), "</ul>"]
    )


# Terms


def homes(app, parts):
    """Return where the glossary says that terms are treated: a dict of term to {page: section}."""
    glossary, found = doctree(app, terms.PAGE), {}
    known = {(part.page, part.anchor): part for part in parts}
    for box in glossary.findall(nodes.container):
        for see in box.findall(addnodes.pending_xref):
            where = known.get((see["reftarget"], see.get("reftargetid")))
            if where:
                found.setdefault(box["ids"][0], {}).setdefault(where.page, where)
    return found


def uses(app, parts):
    """Return where terms are used: a dict of term to {page: section}.

    That is the section to which the glossary leads, else the one that has the term most often; of
    many pages those that have it most often.
    """
    expression, meant = terms.finder(terms.terms(app.env))
    count = defaultdict(lambda: defaultdict(Counter))
    for part in parts:
        for found in expression.finditer(part.text):
            if part.title not in LATER:
                count[meant[found.lastindex - 1]][part.page][part] += 1
    first, found = homes(app, parts), {}
    for term in terms.terms(app.env):
        pages, home = count[term], first.get(term.anchor, {})
        often = Counter({page: sum(each.values()) for page, each in pages.items()})
        least = 2 if max(often.values(), default=0) > 1 else 1
        kept = {page for page, times in often.most_common(MOST) if times >= least} | set(home)
        found[term] = {
            page: home.get(page) or pages[page].most_common(1)[0][0] for page in sorted(kept)
        }
    return found


def term_lines(app, parts):
    """Return a line for each term and each of its other names."""
    found, lines = uses(app, parts), {}
    for term in terms.terms(app.env):
        where = " ".join(to_section(app, part) for part in found[term].values())
        lines[term.name] = f"{link(app, terms.PAGE, term.anchor, term.name)} {where}"
        for other in term.others:
            if by_alphabet(other)[:4] != by_alphabet(term.name)[:4]:
                lines[other] = (
                    f"{escape(other)}, see {link(app, terms.PAGE, term.anchor, term.name)}"
                )
    return [lines[word] for word in sorted(lines, key=by_alphabet)]


# Symbols


class Symbols(SphinxTransform):
    """Give the lines of the notation's first table their addresses."""

    default_priority = 404

    def apply(self, **kwargs):
        """Go through the table."""
        if self.env.docname == NOTATION:
            self.env.paper_symbols = []
            for row in next(self.document.findall(nodes.tbody)).children:
                symbol, meaning, code = (entry for entry in row.children)
                tex = [formula.astext() for formula in symbol.findall(nodes.math)]
                spoken = list(dict.fromkeys(name for each in tex for name in names(each)))
                same = sum(each[2][0] == spoken[0] for each in self.env.paper_symbols)
                anchor = f"sym-{spoken[0]}" + (f"-{same + 1}" if same else "")
                symbol[0]["ids"].append(anchor)
                letters = ", ".join(spelled_symbol(each) for each in tex)
                words = [literal.astext() for literal in code.findall(nodes.literal)]
                self.env.paper_symbols.append(
                    (anchor, letters, spoken, text_of(meaning), words),
                )


def symbol_lines(app):
    """Return a line for each symbol, by its first name."""
    lines = []
    for anchor, letters, spoken, meaning, _ in sorted(
        app.env.paper_symbols, key=lambda each: by_alphabet(each[2][0])
    ):
        name = ", ".join(spoken)
        sign = f" {letters}" if letters != name else ""
        lines.append(f"{link(app, NOTATION, anchor, name)}{escape(sign)}: {escape(meaning)}")
    return lines


# Statements, people, numbers


def statement_lines(app):
    """Return a line for each statement."""
    lines = []
    for page in sorted(page for page in app.env.found_docs if terms.CHAPTER.match(page)):
        for box in doctree(app, page).findall(nodes.container):
            if "statement" in box["classes"] and box["ids"]:
                name = next(box.findall(nodes.strong)).astext()
                found = re.match(r"(\w+ [\d.]+) \((.*)\)\.$", name)
                words, rest = (found[1], f" {found[2]}") if found else (name.rstrip("."), "")
                lines.append(link(app, page, box["ids"][0], words) + escape(rest))
    return lines


def people_lines(app, parts):
    """Return a line for each author."""
    where = defaultdict(dict)
    for part in parts:
        for key in part.cited:
            where[key].setdefault(part.page, part)
    papers = defaultdict(list)
    for key, entry in bibliography.entries().items():
        for person in entry.persons["author"]:
            last = " ".join(person.prelast_names + person.last_names)
            first = " ".join(person.first_names + person.middle_names)
            name = str(Text.from_latex(f"{last}, {first}" if first else last))
            if name != "others":
                papers[name].append(key)
    lines = []
    for name in sorted(papers, key=by_alphabet):
        said = []
        for key in papers[name]:
            cited = " ".join(to_section(app, part) for part in where[key].values())
            words = bibliography.citations(bibliography.entries()[key])[0]
            said.append(f"{link(app, bibliography_page(), key, words)} {cited}".strip())
        lines.append(f"{escape(name)}: {'; '.join(said)}")
    return lines


def bibliography_page():
    """Return the name of the bibliography's page."""
    from plain.links import BIBLIOGRAPHY

    return BIBLIOGRAPHY


def numbers(parts):
    """Return the numbers of the answers: (number, the section that finds it, words around it)."""
    found = []
    for answers in (part for part in parts if part.title == "Answers"):
        chapter = [p for p in parts if p.page == answers.page and p.title not in LATER]
        text = grammar.REFERENCE.sub(lambda m: "§" * len(m[0]), answers.text)
        for line, shown in zip(text.splitlines(), answers.text.splitlines(), strict=True):
            for each in NUMBER.finditer(line):
                number = each[0]
                digits = re.sub(r"[^\d]", "", number).lstrip("0")
                if len(digits) < 3 or number in GIVEN:
                    continue
                sign = re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)")
                where = next((part for part in chapter if sign.search(part.text)), answers)
                found.append((number, where, around(shown, *each.span())))
    unique = {(number, where.page): (number, where, words) for number, where, words in found[::-1]}
    return sorted(unique.values(), key=lambda each: float(each[0].replace(",", "")))


def around(text, start, stop, most=44):
    """Return the words before and after a part of a text, cut between words.

    >>> around("Steps are 6.57 times too long.", 10, 14)
    ('Steps are ', ' times too long.')
    """
    before, after = text[:start], text[stop:]
    before = re.split(r"(?<=[.;:?!]) ", before)[-1]
    after = re.split(r"(?<=[.;?!])(?: |$)", after)[0]
    if len(before) > most:
        before = "… " + before[-most:].partition(" ")[2]
    if len(after) > most:
        after = after[:most].rpartition(" ")[0] + " …"
    return before, after


def number_lines(app, parts):
    """Return a line for each number."""
    lines = []
    for number, part, (before, after) in numbers(parts):
        there = link(app, part.page, part.anchor, number, contents.title(app, part.page))
        lines.append(f"{escape(before)}{there}{escape(after)}")
    return lines


def again(app, env, added, changed, removed):
    """Make the index anew whenever a page has changed: a handler of "env-get-outdated"."""
    return [PAGE] if added | changed | removed else []


def add(app, docname, template, context, doctree):
    """Fill the index: a handler of "html-page-context"."""
    if docname != PAGE:
        return
    parts = sections(app)
    lines = {
        "terms": term_lines(app, parts),
        "symbols": symbol_lines(app),
        "statements": statement_lines(app),
        "people": people_lines(app, parts),
        "numbers": number_lines(app, parts),
    }
    for name, each in lines.items():
        context["body"] = context["body"].replace(
            f'<div data-index="{name}"></div>', items(each, name)
        )


def entries(app):
    """Yield what the search has of terms, symbols, numbers: (address, kind, title, page, text)."""
    uri = app.builder.get_target_uri
    glossary = doctree(app, terms.PAGE)
    said = {box["ids"][0]: box for box in glossary.findall(nodes.container) if box["ids"]}
    for term in terms.terms(app.env):
        text = text_of(said[term.anchor]).partition(" See ")[0]
        text = text.partition(term.name)[2].lstrip(" .")
        title = contents.title(app, terms.PAGE)
        yield [f"{uri(terms.PAGE)}#{term.anchor}", "term", term.name, title, text]
    for anchor, letters, spoken, meaning, code in app.env.paper_symbols:
        name = ", ".join(spoken)
        title = letters if set(spoken) <= set(letters.split(", ")) else f"{letters} ({name})"
        text = f"{meaning}. {' '.join(code)}"
        yield [f"{uri(NOTATION)}#{anchor}", "symbol", title, contents.title(app, NOTATION), text]
    for number, part, (before, after) in numbers(sections(app)):
        address = uri(part.page) + (f"#{part.anchor}" if part.anchor else "")
        words = f"{before}{number}{after}"
        yield [address, "number", number, contents.title(app, part.page), words]
