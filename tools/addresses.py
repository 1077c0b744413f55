"""Keep the list of the book's addresses: its pages and every place on them.

`python -m tools.addresses`, after `make book`, puts new addresses into tests/addresses.txt. None is
ever taken out: one that the book no longer has must be in book/redirects.toml, and a test says so.
The addresses of numbers, such as equation-3-4, are left out; they move with the numbers, and no
link of the book's text uses them. So are the functions of the reference.
"""

import argparse
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book/_ext"))
from paper import addresses  # noqa: E402

BUILT = ROOT / "_build/html"
LIST = ROOT / "tests/addresses.txt"
NUMBERED = re.compile(r"(?:equation|figure|theorem|lemma|corollary|proposition|definition)-\d+-\d+")
HEAD = "# Every address of the book, written by tools/addresses.py. None may be taken out.\n"
LEADS_ON = 'http-equiv="refresh"'


def pages(built=BUILT):
    """Return the files of a built book's pages, without those that only lead on."""
    found = sorted(built.rglob("*.html"))
    return [page for page in found if LEADS_ON not in page.read_text("utf-8")[:3000]]


class Places(HTMLParser):
    """Collects the addresses within the text of a page."""

    def __init__(self, reference):
        super().__init__()
        self.reference, self.found, self.inside, self.copies = reference, [], False, 0

    def handle_starttag(self, tag, attributes):
        """Take the address of an element, if it has one."""
        place = dict(attributes).get("id")
        self.inside |= tag == "article"
        self.copies += tag == "template"
        wanted = tag == "section" if self.reference else tag not in ("marker", "input")
        if place and self.inside and not self.copies and wanted and not NUMBERED.fullmatch(place):
            self.found.append(place)

    def handle_endtag(self, tag):
        """Notice where the text, or a preview, ends."""
        self.inside &= tag != "article"
        self.copies -= tag == "template"


def places(text, reference=False):
    """Return the addresses within a page's text; of the reference's pages only the headings'."""
    parser = Places(reference)
    parser.feed(text)
    return parser.found


def found(built=BUILT):
    """Return the addresses of a built book, a set."""
    every = set()
    for page in pages(built):
        name = page.relative_to(built).as_posix()
        if not name.startswith("_"):
            inside = places(page.read_text("utf-8"), name.startswith("book/api"))
            every |= {name, *(f"{name}#{place}" for place in inside)}
    return every


def read(path=LIST):
    """Return the addresses of a list, a set: pages, and indented below them their places."""
    every, page = set(), None
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        page = page if line.startswith(" ") else line
        every.add(page + line.strip() if line.startswith(" ") else line)
    return every


def written(every):
    """Return the text of a list of addresses.

    >>> print(written({"a.html", "a.html#y", "a.html#x"}))
    a.html
      #x
      #y
    """
    lines = [f"  #{line.partition('#')[2]}" if "#" in line else line for line in sorted(every)]
    return "\n".join(lines)


def gone(listed, there, moved):
    """Complain of addresses that are neither there nor redirected to one that is."""
    complaints = []
    for old in sorted(listed - there):
        new = addresses.end(old, moved)
        if new == old:
            complaints.append(
                f'{old} is gone. Put into book/redirects.toml where it has gone:\n    "{old}" = "…"'
            )
        elif new not in there:
            complaints.append(f"{old} leads to {new} (book/redirects.toml), which is gone")
    return complaints


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what is amiss")
    options = parser.parse_args(argv)
    there, listed, moved = found(), read() if LIST.exists() else set(), addresses.redirects()
    complaints = gone(listed, there, moved)
    there |= moved.keys()
    if new := there - listed:
        if options.check:
            complaints.append(f"{len(new)} are not in the list: python -m tools.addresses")
        else:
            LIST.write_text(HEAD + written(listed | there) + "\n", "utf-8")
            print(f"{len(new)} new addresses, {len(listed | there)} in all")
    print("\n".join(complaints), file=sys.stderr)
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
