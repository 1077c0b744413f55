r"""Number equations, statements and figures in their order, and move every reference with them.

Use it as `make number`. Numbers stand in the text, since every viewer must show them; so nobody
should have to count. Write `?` where a number is to be: `\tag{?}`, `**Theorem ? (Its name).**`,
`**Figure ?.**`. Everything else is found out: what comes before what, and who refers to it.

The first number is the chapter's, from the name of its file. Numbers that name statements of the
paper (Theorem 4.1) are left out, so that no name means two things.
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

from book._ext.plain import bibliography, grammar

SHOWN = re.compile(r'(?<=\bshown=")[^"]+(?=")')


class CannotNumber(Exception):
    """A reference leads nowhere, or could mean two things."""


def read(root):
    """Return all that has numbers or refers to them, a dict of path to content.

    Notebooks are parsed; pages and the files of the ledger are text.
    """
    found = {
        path: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((root / "book").glob("*.ipynb"))
    }
    texts = [*(root / "book").glob("*.md"), *(root / "adamtext/teach/claims").glob("*.py")]
    return found | {path: path.read_text(encoding="utf-8") for path in sorted(texts)}


def counted(notebooks):
    """Return the new numbers of every notebook's targets, a dict of path to list.

    Raises CannotNumber where a page without a number in its name has something to be numbered.
    """
    numbers = {}
    for path, notebook in notebooks.items():
        count, numbers[path] = Counter(), []
        for target in grammar.targets(notebook["cells"]):
            chapter = re.match(r"(\d+)-", path.name)
            if not chapter:
                raise CannotNumber(f"{path.name}: {target.name}, but the page has no number")
            number = None
            while number is None or (target.series == "statement" and number in grammar.PAPERS):
                count[target.series] += 1
                number = f"{int(chapter[1])}.{count[target.series]}"
            numbers[path].append(number)
    return numbers


def moves(notebooks, new):
    """Return where references go: a dict of (series, old number) to new number."""
    moved, seen = {}, {}
    for path, notebook in notebooks.items():
        for target, number in zip(grammar.targets(notebook["cells"]), new[path], strict=True):
            key = target.series, target.number
            if target.number == "?":
                continue
            if key in moved:
                raise CannotNumber(
                    f"{path.name}: {target.name} is there twice, the first in {seen[key]}; "
                    "write ? for the number of the new one"
                )
            moved[key], seen[key] = number, path.name
    return moved


def kinds(notebooks):
    """Return what every statement is called: a dict of number to kind."""
    every = [t for n in notebooks.values() for t in grammar.targets(n["cells"])]
    return {target.number: target.kind for target in every if target.series == "statement"}


def dangling(content, moved, called):
    """Complain of references to nothing, and to a theorem that is a lemma."""
    complaints = []
    for path, (kind, number) in all_references(content):
        if grammar.is_papers(kind, number):
            continue
        name = f"({number})" if kind == "equation" else f"{kind} {number}"
        if (grammar.series(kind), number) not in moved:
            complaints.append(f"{path.name}: {name} is nowhere")
        elif kind in grammar.KINDS and called[number] != kind:
            complaints.append(f"{path.name}: {name} is a {called[number].lower()}")
    return complaints


def all_references(content):
    """Yield (path, (kind, number)) of every reference."""
    for path, each in content.items():
        if path.suffix == ".py":
            parts = SHOWN.findall(each)
        elif path.suffix == ".md":
            parts = [each]
        else:
            parts = [grammar.text(c) for c in each["cells"] if c["cell_type"] == "markdown"]
        for part in parts:
            yield from ((path, reference) for reference in grammar.references(part))


def follow(source, moved):
    """Return a text with the numbers of its references moved."""

    def put(found):
        if found["equation"]:
            return f"({moved['equation', found['equation']]})"
        kind = found["kind"]
        return re.sub(
            grammar.NUMBER,
            lambda n: n[0] if grammar.is_papers(kind, n[0]) else moved[grammar.series(kind), n[0]],
            found[0],
        )

    return grammar.in_prose(source, lambda prose: grammar.REFERENCE.sub(put, prose))


def define(cell, source, numbers):
    """Return a cell's source with these numbers at its targets."""
    spans = [target.span for target in grammar.targets([cell | {"source": source}])]
    for (start, end), number in sorted(zip(spans, numbers, strict=True), reverse=True):
        source = source[:start] + number + source[end:]
    return source


def renumbered(content):
    """Return the content as it should be; the argument stays as it is.

    Raises CannotNumber if there is a reference to nothing, or a number twice.
    """
    notebooks = {path: each for path, each in content.items() if path.suffix == ".ipynb"}
    new, after = counted(notebooks), {}
    moved = moves(notebooks, new)
    if complaints := dangling(content, moved, kinds(notebooks)):
        raise CannotNumber("\n".join(complaints))
    for path, each in content.items():
        if path.suffix == ".md":
            after[path] = follow(each, moved)
        elif path.suffix == ".py":
            after[path] = SHOWN.sub(lambda found: follow(found[0], moved), each)
        else:
            cells, numbers = [], iter(new[path])
            for cell in each["cells"]:
                if cell["cell_type"] == "markdown":
                    mine = [next(numbers) for _ in grammar.targets([cell])]
                    source = define(cell, follow(grammar.text(cell), moved), mine)
                    cell = cell | {"source": source.splitlines(keepends=True)}
                cells.append(cell)
            after[path] = each | {"cells": cells}
    return after


def written(each):
    """Return what a file is to hold."""
    if isinstance(each, str):
        return each
    return json.dumps(each, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def complaints(root):
    """Return everything that is wrong with numbers, references and citations, as it stands."""
    content = read(root)
    found = [
        f"{path.name}: {complaint}"
        for path, each in content.items()
        if path.suffix == ".ipynb"
        for cell in each["cells"]
        if cell["cell_type"] == "markdown"
        for complaint in bibliography.check(grammar.text(cell))
    ]
    try:
        after = renumbered(content)
    except CannotNumber as error:
        return [*found, *str(error).split("\n")]
    stale = [path.name for path in content if written(after[path]) != written(content[path])]
    return [*found, *(f"{name}: numbers are out of order: run `make number`" for name in stale)]


def main(arguments=None, root=Path(__file__).parents[1]):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, complain")
    if parser.parse_args(arguments).check:
        print(*(found := complaints(root)), sep="\n", end="\n" if found else "")
        return len(found) > 0
    content = read(root)
    try:
        after = renumbered(content)
    except CannotNumber as error:
        print(error, file=sys.stderr)
        return 1
    for path, each in after.items():
        if each != content[path]:
            path.write_text(written(each), encoding="utf-8")
            print(f"wrote {path.relative_to(root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
