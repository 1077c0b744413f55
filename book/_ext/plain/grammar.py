r"""How a notebook of this book, in plain Markdown, marks what can be referred to.

* An equation carries its number as ``\tag{2.3}``. Text refers to it as (2.3).
* A statement has a cell of its own, tagged ``statement``, which opens with
  ``**Theorem 2.1 (The largest step).**``. Text refers to it as Theorem 2.1.
* A figure's caption has the cell below that of the figure, tagged ``caption``, and opens with
  ``**Figure 2.1.**``. Text refers to it as Figure 2.1.
* A proof and an answer have cells of their own too, tagged ``proof`` and ``answer``.
* A citation is a link to an address of ``references.bib``; its text names authors and year.

A question mark in a number's place is a number still to be given: ``make number`` does.
"""

import re
from collections import Counter
from typing import NamedTuple

KINDS = ("Theorem", "Lemma", "Corollary", "Proposition", "Definition")
TAGS = ("statement", "proof", "answer", "caption")

# Names of the paper's own statements: no statement of ours is called so.
PAPERS = {"4.1", "4.2", "10.1", "10.2", "10.3", "10.4", "10.5"}

NUMBER = r"\d+\.\d+"
STATEMENT = re.compile(rf"\*\*({'|'.join(KINDS)}) ({NUMBER}|\?)(?: \(.+?\))?\.\*\*(?=\s)")
CAPTION = re.compile(rf"\*\*Figure ({NUMBER}|\?)\.\*\* ")
EQUATION = re.compile(rf"\\tag\{{({NUMBER}|\?)\}}")

# What is no prose: code, formulas, tags, addresses.
OTHER = re.compile(
    r"^ *(?P<fence>`{3,}|~{3,}).*?^ *(?P=fence)|\$\$.*?\$\$|(?P<tick>`+).+?(?P=tick)"
    r"|\$[^$\n]+\$|\]\([^)\s]*\)|</?[a-z][^>\n]*>",
    re.M | re.S,
)
SEVERAL = rf"{NUMBER}(?:(?:, | and | or | to |–){NUMBER})*"
REFERENCE = re.compile(
    rf"\b(?P<kind>{'|'.join(KINDS)}|Figure)s? (?P<numbers>{SEVERAL})(?!\d|\.\d)"
    rf"|(?<!\w)\((?P<equation>{NUMBER})\)"
)


class Target(NamedTuple):
    """Something with a number: an equation, a statement or a figure.

    ``kind`` is "equation", "figure" or one of ``KINDS``; ``number`` is "2.3", or "?"; ``cell`` is
    the cell's id, and ``span`` where in its source the number stands.
    """

    kind: str
    number: str
    cell: str
    span: tuple

    @property
    def series(self):
        """What it is counted with: all kinds of statements share one series."""
        return series(self.kind)

    @property
    def name(self):
        """How text refers to it."""
        return f"({self.number})" if self.kind == "equation" else f"{self.kind} {self.number}"

    @property
    def anchors(self):
        """Its addresses on the page: its cell's name, which stays, if it has a cell; its number."""
        own = [] if self.kind == "equation" else [self.cell]
        return [*own, anchor(self.name)]


def equations(cells):
    """Return the addresses of equations that stay, whatever is put in before: number to address.

    They are the names of their cells: ``eq-rest`` is the first of the cell "rest", ``eq2-rest`` the
    second.
    """
    found, count = {}, Counter()
    for target in targets(cells):
        if target.kind == "equation":
            count[target.cell] += 1
            nth = count[target.cell]
            found[target.number] = f"eq{nth if nth > 1 else ''}-{target.cell}"
    return found


def series(kind):
    """Say with what a kind is counted."""
    return "statement" if kind in KINDS else kind.lower()


def anchor(name):
    """Return the address on the page of what text calls by this name.

    >>> anchor("Theorem 2.1"), anchor("(2.3)"), anchor("Figure 2.1")
    ('theorem-2-1', 'equation-2-3', 'figure-2-1')
    """
    words = f"equation {name[1:-1]}" if name[0] == "(" else name.lower()
    return words.replace(" ", "-").replace(".", "-")


def tags(cell):
    """Return which of ``TAGS`` a cell has."""
    return [tag for tag in cell.get("metadata", {}).get("tags", []) if tag in TAGS]


def text(cell):
    """Return the source of a cell, however it is stored."""
    return "".join(cell["source"])


def targets(cells):
    """Yield every target of a notebook's cells, in order."""
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        source, marks = text(cell), tags(cell)
        if "statement" in marks and (found := STATEMENT.match(source)):
            yield Target(found[1], found[2], cell["id"], found.span(2))
        if "caption" in marks and (found := CAPTION.match(source)):
            yield Target("figure", found[1], cell["id"], found.span(1))
        for found in EQUATION.finditer(source):
            yield Target("equation", found[1], cell["id"], found.span(1))


def in_prose(source, change):
    """Return ``source`` with its prose changed, and code, formulas and addresses left alone."""
    parts, end = [], 0
    for other in OTHER.finditer(source):
        parts += [change(source[end : other.start()]), other[0]]
        end = other.end()
    return "".join([*parts, change(source[end:])])


def references(source):
    """Yield (kind, number) of every reference in the prose of a cell or page."""
    found = []
    in_prose(source, lambda prose: found.extend(REFERENCE.finditer(prose)) or prose)
    for reference in found:
        if reference["equation"]:
            yield "equation", reference["equation"]
        else:
            for number in re.findall(NUMBER, reference["numbers"]):
                yield reference["kind"], number


def is_papers(kind, number):
    """Say whether a reference is to a statement of the paper."""
    return kind in KINDS and number in PAPERS
