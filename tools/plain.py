"""What keeps notebooks readable in every viewer: plain Markdown, with pieces that are marked.

The rules are those of ``book/_ext/plain/grammar.py``, which makes pages of such notebooks.
"""

import re

from book._ext.plain import grammar
from tools.cells import code_cells, markdown_cells, pictures

MIN_ALT_WORDS = 8
EMPTY_PHRASE = re.compile(
    r"(an? |the |this )?(figure|image|picture|plot of|plot showing|graph of|chart of)\b", re.I
)
# What only MyST or LaTeX knows (named), in between what is code or a formula (not named).
MYST = re.compile(
    r"(?P<role>\{[a-z][\w:.+-]*\}(?P<ticks>`+).+?(?P=ticks))"
    r"|(?P<directive>^ *(?:`{3,}|:{3,}|~{3,}) *\{[^\n]*)"
    r"|^ *(?P<fence>`{3,}|~{3,})[ \w-]*\n.*?^ *(?P=fence)"
    r"|\$\$(?:[^$]|\$(?!\$))*\$\$(?P<equation> *\([\w-]+\) *$)?|\$[^$\n]+\$"
    r"|(?P<tick>`+).+?(?P=tick)"
    r"|(?P<label>^ *\([\w-]+\)= *$)"
    r"|(?P<attributes>(?<=[\])`\w ])\{[#.][^}\n]*\}|^\{[#.][^\n]*\} *$)"
    r"|(?P<other>^\+\+\+[^\n]*|^%[^\n]*|^:[\w-]+:[^\n]*)"
    r"|(?P<tex>\\(?:label|ref|eqref|cite\w*)\{[^}\n]*\})"
    r"|(?P<link>\]\((?!https?://|[\w-]+\.ipynb)[^)\n]*\))"  # what a notebook alone cannot follow
    r"|(?P<html></?(?!(?:details|summary|b|br|kbd|sub|sup)\b)[a-z]\w*[^>\n]*>)",
    re.M | re.S,
)
MARKS = ("role", "directive", "equation", "label", "attributes", "other", "tex", "link", "html")
OPENINGS = {
    "statement": re.compile(rf"\*\*({'|'.join(grammar.KINDS)}) (\d|\?)"),
    "caption": grammar.CAPTION,
    "proof": re.compile(r"\*\*Proof|<details>\n<summary><b>Proof"),
    "answer": re.compile(r"<details>\n<summary>(?!<b>Proof)"),
}
DETAILS = re.compile(r"<details>\n<summary>[^\n]+</summary>\n\n")
FORM = "<details>, <summary>…</summary>, an empty line, text, an empty line, </details>"


def check_figures(notebook):
    """Complain unless each picture has a cell, a telling alt text, and its caption below."""
    complaints = []
    below = dict(zip(range(1, len(notebook.cells)), notebook.cells[1:], strict=False))
    for number, cell in code_cells(notebook):
        if not (count := pictures(cell)):
            continue
        if count > 1:
            complaints.append(f"cell {number} shows {count} pictures, not one")
        caption = grammar.CAPTION.sub("", below[number].source) if captions(below, number) else ""
        if not caption.strip():
            complaints.append(f"cell {number}: no caption, **Figure ?.** and words, is below")
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.get("metadata", {}).get("image/png", {}).get("alt", "").strip()
                complaints += [f"cell {number}: {fault}" for fault in faults_of(alt, caption)]
    return complaints


def captions(below, number):
    """Say whether the cell below this one is a caption."""
    cell = below.get(number, {"cell_type": "code"})
    return cell["cell_type"] == "markdown" and "caption" in grammar.tags(cell)


def faults_of(alt, caption):
    """List what is wrong with an alt text."""
    faults = []
    if len(alt.split()) < MIN_ALT_WORDS:
        faults.append(f"the alt text has under {MIN_ALT_WORDS} words")
    if alt and alt.rstrip(".").casefold() == caption.strip().rstrip(".").casefold():
        faults.append("the alt text repeats the caption")
    if EMPTY_PHRASE.match(alt):
        faults.append("the alt text says that it is a picture, not of what")
    return faults


def marks(source):
    """Yield what only one viewer of many would know in a cell's source, as matches of ``MYST``."""
    return (found for found in MYST.finditer(source) if any(found[mark] for mark in MARKS))


def check_plain(notebook):
    """Complain of what is no plain Markdown: only one viewer of many would know it."""
    return [
        f"cell {number} has {found[0].strip()!r}, which is not plain Markdown"
        for number, cell in markdown_cells(notebook)
        for found in marks(cell.source)
    ]


def check_pieces(notebook):
    """Complain of statements, proofs, answers and captions that are not marked as such."""
    complaints = []
    for number, cell in markdown_cells(notebook):
        tags, source = grammar.tags(cell), cell.source
        if len(tags) > 1:
            complaints.append(f"cell {number} is tagged {' and '.join(tags)}, not one thing")
        for tag, pattern in OPENINGS.items():
            if (tag in tags) != bool(pattern.match(source)):
                complaints.append(f"cell {number}: the tag {tag} and the opening do not agree")
        opened = source.count("<details"), source.count("\n\n</details>")
        if len({*opened, len(DETAILS.findall(source))}) > 1:
            complaints.append(f"cell {number}: {FORM}")
    return complaints
