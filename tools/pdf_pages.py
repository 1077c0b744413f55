"""The built pages as one document to be printed: what a screen alone needs goes, answers move.

Every address of a page becomes one of the document, so that links lead to where they led.
"""

import base64
import functools
import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath

from bs4 import BeautifulSoup

from tools import vectors

#: Nothing of these is printed: what only a script, a pointer or a kernel can use.
LEFT_OUT = (
    "template, script, style, .headerlink, .exercise-input, .review, .toctree-wrapper, "
    ".viewcode-link, .on-dark, .ledger fieldset, .all-sections, .ledger .permalink, "
    ".cell details.above-input"
)
#: Pages that stand at the end of the printed book.
LAST, PRACTICE = ("review",), "Exercises and cards"
WIDTH, MONO = 80, 8.1  # characters of a line of code, and their size in points
ROOM = 434  # points that a longer line has
SHORT, TOGETHER = 24, 16  # lines of code, and with what they print, that stay on one sheet
UNANSWERED = re.compile(r"Exercise [\w.]+: not answered yet\.\s*")


@dataclass
class Page:
    """A page of the built book."""

    name: str
    number: str
    title: str
    part: str
    article: object
    sections: list = field(default_factory=list)  # of (address in the document, words)


def read(built):
    """Return the pages of a built book, a folder, in the order of its contents."""
    title_page = soup_of(built / "book/intro.html")
    pages = [page_of(built, "intro", "", "About this book", "")]
    for part in title_page.select(".drawer .caption"):
        for link in part.find_next_sibling("ul").select("a"):
            number = link.select_one(".count").extract().get_text(strip=True)
            name = PurePosixPath(link["href"]).stem
            pages.append(page_of(built, name, number, text(link), text(part)))
    pages.sort(key=lambda page: page.name in LAST)
    return title_page, pages


def soup_of(path):
    """Return a page as BeautifulSoup has it."""
    return parsed(path.read_text("utf-8"))


def text(tag):
    """Return the words of an element, in one line."""
    return " ".join(tag.get_text().split())


def page_of(built, name, number, title, part):
    """Return one page."""
    soup = soup_of(built / f"book/{name}.html")
    found = Page(name, number, title, part, soup.article)
    if name == "intro":
        found.article.section.insert(0, parsed(f"<h1>{title}</h1>"))
    anchors = soup.select(".here a")
    found.sections = [(address(name, link["href"]), text(link)) for link in anchors]
    return found


def address(page, href):
    """Return the document's address of a link in a page, or None if it leads out of the print.

    >>> address("01-algorithm", "03-bias-correction.html#figure-3-1")
    '03-bias-correction--figure-3-1'
    >>> address("01-algorithm", "#exercises"), address("01-algorithm", "map.html")
    ('01-algorithm--exercises', 'map')
    >>> address("01-algorithm", "../_sources/book/map.md")
    """
    path, _, anchor = href.partition("#")
    there = PurePosixPath(path or f"{page}.html")
    if len(there.parts) > 1 or there.suffix != ".html":
        return None
    if anchor.startswith("card-"):
        return anchor
    return f"{there.stem}--{anchor}" if anchor else there.stem


def tidy(page):
    """Leave out of a page what is of no use on paper, and open what is folded."""
    article = page.article
    for sections in article.select(".all-sections"):
        sections.find_previous_sibling("h2").decompose()
    for tag in article.select(LEFT_OUT):
        tag.decompose()
    for cell in article.select(".cell"):
        if unanswered(cell) or not (cell.get_text(strip=True) or cell.img):
            cell.decompose()
    cards(page)
    for fold in article.select("details"):
        fold["open"] = ""
    for code in article.select("pre"):
        fit(code)
    for cell in article.select(".cell"):
        lines = sum(code.get_text().count("\n") for code in cell.select("pre"))
        if lines <= TOGETHER and not cell.select("figure, table"):
            cell["class"].append("together")
    for lead in article.select("p"):
        if lead.get_text().rstrip().endswith(":"):
            lead["class"] = [*lead.get("class", []), "leads"]


def cards(page):
    """Leave a card's question and answer on the page of all cards, and nowhere else."""
    for card in page.article.select(".card"):
        if page.name in LAST:
            card["id"] = f"card-{card['data-card']}"
        else:
            card.decompose()
    if page.name in LAST:
        section = page.article.section
        page.title = section.h1.string = "Cards"
        for tag in section.find_all(["p", "h2"], recursive=False):
            tag.decompose()
        section.section.h2.decompose()
        page.sections, page.part = [], PRACTICE
        page.article.select_one(".part").string = PRACTICE
        lead = "Every card of the book, in the order of its chapters. Cover the answer, and try."
        section.h1.insert_after(parsed(f"<p>{lead}</p>").p)


def parsed(html):
    """Return a piece of HTML."""
    return BeautifulSoup(html, "html.parser")


def unanswered(cell):
    """Say whether a cell is the place for an answer, and has none."""
    output = cell.select_one(".cell_output")
    return bool(output) and bool(UNANSWERED.fullmatch(output.get_text().strip() + "\n"))


def fit(code):
    """Make the letters of code so small that its longest line is not broken; mark what is short."""
    lines = code.get_text().rstrip().split("\n")
    longest = max(map(len, lines))
    code["class"] = ["short"] if len(lines) <= SHORT else []
    if longest > WIDTH:
        code["class"].append("wide")
        room = ROOM - 14 * len(code.find_parents("dd"))  # which are indented
        size = min(MONO, room / longest / 0.6) - 0.005  # never rounded up
        code["style"] = f"font-size: {size:.2f}pt"


def name_anchors(pages):
    """Give every address of a page one in the document; return what each of them has become.

    An empty mark's address goes to what it stands in: alone it could be left on the page before.
    """
    known = {}
    for page in pages:
        known[page.name] = page.article["id"] = page.name
        for tag in page.article.select("[id]"):
            old = tag["id"]
            new = old if old.startswith("card-") else f"{page.name}--{old}"
            if tag.name == "span" and not tag.contents:
                home = tag.parent
                if not home.get("id"):
                    home["id"] = new
                known[new] = home["id"]
                tag.decompose()
            else:
                known[new] = tag["id"] = new
    return known


def lead(pages, known):
    """Lead each link to its place in the document; what leads to no printed page is mere words."""
    for page in pages:
        for link in page.article.select("a[href]"):
            if not link["href"].startswith(("http:", "https:")):
                there = known.get(address(page.name, link["href"]))
                if there is None:
                    link.unwrap()
                else:
                    link["href"] = f"#{there}"


ANSWER, HINT = re.compile(r"Answer to (\w+)"), re.compile(r"(Another )?hint", re.I)


def exercises(page):
    """Yield (name, what is folded of it) for the exercises of a page, hints first."""
    folds = []
    for fold in page.article.select(".answer > details"):
        words = text(fold.summary)
        if found := ANSWER.fullmatch(words):
            yield found[1], [*folds, fold]
            folds = []
        elif HINT.fullmatch(words):
            folds.append(fold)


def move_answers(pages):
    """Move hints and answers out of the chapters; return the two pages that they make."""
    made = [appendix("hints", "Hints"), appendix("answers", "Answers")]
    for page in pages:
        for name, folds in list(exercises(page)):
            label, key = f"{page.number}.{name}", f"{page.name}--exercise-{name.lower()}"
            place = parsed(f'<p class="to-answer" id="{key}"></p>').p
            folds[0].parent.insert_before(place)
            *hints, answer = folds
            links = []
            for target, moved in zip(made, (hints, [answer]), strict=True):
                if moved:
                    there = f"{target.name}--{page.name}-{name.lower()}"
                    add(target, page, there, key, label, moved)
                    links.append(f"{target.title[:-1]}: {page_link(there, 'page ')}")
            place.append(parsed("; ".join(links) + "."))
        for box in page.article.select(".answer"):
            if not box.get_text(strip=True):
                box.decompose()
    return made


def page_link(anchor, words=""):
    """Return a link to a place that says on which page it is, once that is known."""
    return f'<a href="#{anchor}">{words}<span class="on-page" data-to="{anchor}"></span></a>'


def appendix(name, title):
    """Return an empty page."""
    html = f'<article id="{name}"><p class="part">{PRACTICE}</p><h1>{title}</h1></article>'
    return Page(name, "", title, PRACTICE, parsed(html).article)


def add(target, page, there, key, label, moved):
    """Put what was folded in an exercise of a page at the end of an appendix."""
    chapter = f"{target.name}--{page.name}"
    if (chapter, f"{page.number} {page.title}") not in target.sections:
        target.sections.append((chapter, f"{page.number} {page.title}"))
        target.article.append(parsed(f'<h2 id="{chapter}">{page.number} {page.title}</h2>'))
    head = f'<p class="moved-head"><b>{label}</b> {page_link(key, "asked on page ")}</p>'
    box = parsed(f'<div class="moved" id="{there}">{head}</div>').div
    for fold in moved:
        fold.summary.decompose()
        for child in list(fold.contents):
            box.append(child.extract())
        fold.decompose()
    target.article.append(box)


def pictures(pages, find):
    """Give figures the picture that ``find`` names, by page and by the cell of their caption."""
    for page in pages:
        for figure in page.article.select("figure[id]"):
            if source := find(page.name, figure["id"]):
                for image in figure.select("img"):
                    del image["srcset"], image["loading"], image["decoding"]
                    image["src"] = source


def best_picture(root, folder):
    """Return a function that finds the picture above a caption's cell, as vector if it is drawn."""
    folder.mkdir(parents=True, exist_ok=True)

    @functools.cache
    def cells(page):
        path = root / f"book/{page}.ipynb"
        return json.loads(path.read_text("utf-8"))["cells"] if path.exists() else []

    @functools.cache
    def drawn(page):
        path = root / f"book/{page}.ipynb"
        return vectors.FOLDER / vectors.known_as(path) if path.exists() else folder

    def find(page, caption):
        vector = drawn(page) / f"{caption}.svg"
        if vector.exists():
            return vector.as_uri()
        for above, cell in pairwise(cells(page)):
            if cell["id"] == caption:
                for output in above["outputs"]:
                    if png := output.get("data", {}).get("image/png"):
                        target = folder / f"{page}-{caption}.png"
                        target.write_bytes(base64.b64decode("".join(png)))
                        return target.as_uri()
        return None

    return find


def joined(built, root):
    """Return the title page, and all pages as they are printed."""
    title_page, pages = read(built)
    pictures(pages, best_picture(root, root / "_build/pdf/pictures"))
    for page in pages:
        tidy(page)
    known = name_anchors(pages)
    lead(pages, known)
    at = next(n for n, page in enumerate(pages) if page.name in LAST)
    pages[at:at] = move_answers(pages)
    return title_page, pages


def heading(page, anchor):
    """Return what a section's heading says, as HTML."""
    place = page.article.find(id=anchor)
    return (place if place.name == "h2" else place.h2).decode_contents()
