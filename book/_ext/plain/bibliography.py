"""The entries of references.bib: how text cites them, and how the bibliography prints them."""

import functools
import re
from pathlib import Path

from pybtex.database import parse_file
from pybtex.plugin import find_plugin
from pybtex.richtext import Text

FILE = Path(__file__).parents[2] / "references.bib"
CITATION = re.compile(r"\[([^\][]*?)\]\((https?://[^\s)]+)\)")
YEAR = re.compile(r".*(, \d{4}| \(\d{4}\))")


@functools.cache
def entries(path=FILE):
    """Return the entries of a file, a dict of key to entry."""
    return dict(parse_file(str(path)).entries)


@functools.cache
def addresses(path=FILE):
    """Return a dict of address to key."""
    return {entry.fields["url"]: key for key, entry in entries(path).items()}


def authors(entry):
    """Return the authors as text names them: one, two, or the first of several."""
    names = [str(Text.from_latex(" ".join(p.prelast_names + p.last_names)))
             for p in entry.persons["author"]]  # fmt: skip
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def citations(entry):
    """Return the forms that the text of a citation may have."""
    who, year = authors(entry), entry.fields.get("year")
    return [f"{who}, {year}", f"{who} ({year})"] if year else [who]


def check(source, path=FILE):
    """Complain of links in a cell that look like citations and are not, or not right ones."""
    complaints = []
    for words, address in CITATION.findall(source):
        key = addresses(path).get(address)
        if key is None and YEAR.fullmatch(words):
            complaints.append(f"{words!r} cites {address}, which references.bib does not have")
        elif key and YEAR.fullmatch(words) and words not in citations(entries(path)[key]):
            right = " or ".join(map(repr, citations(entries(path)[key])))
            complaints.append(f"{words!r} is {key}, to be cited as {right}")
    return complaints


def printed(path=FILE):
    """Return (key, rich text) of every entry, in the bibliography's order."""
    style = find_plugin("pybtex.style.formatting", "plain")()
    return [(e.key, e.text) for e in style.format_entries(list(entries(path).values()))]
