"""The book on paper: how its pages are joined, and what holds for the file that was printed."""

import re
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from tools import pdf, pdf_pages, vectors
from tools.lighthouse import installed

BUILT = [page.stat().st_mtime for page in (pdf.BUILT / "book").glob("[0-9]*.html")]
IS_MADE = pdf.TARGET.exists() and pdf.TARGET.stat().st_mtime >= max(BUILT, default=0)
printed = pytest.mark.skipif(not IS_MADE, reason="no PDF of the built pages; run `make pdf`")
A4 = (595, 842)  # points
EDGE = 20  # points at the edge of a sheet, which many printers leave white


# How pages are joined


def page_of(html, name="03-signs", number="3"):
    """Return a page with this text."""
    article = pdf_pages.parsed(f"<article><section><h1>Signs</h1>{html}</section></article>")
    return pdf_pages.Page(name, number, "Signs", "The method", article.article)


def test_what_is_of_no_use_on_paper_is_left_out():
    page = page_of(
        '<p>Look:<a class="headerlink" href="#x">#</a></p><img class="on-dark" src="a.webp">'
        '<div class="cell"><details class="above-input">plot(x)</details><img src="b.webp"></div>'
        '<div class="cell"><pre>check("03-1", answer)</pre>'
        '<div class="cell_output">Exercise 3.1: not answered yet.</div></div>'
        '<div class="proof"><details><summary>Proof</summary><p>Clear.</p></details></div>'
    )
    pdf_pages.tidy(page)
    assert page.article.get_text() == "SignsLook:ProofClear."
    assert [image["src"] for image in page.article.select("img")] == ["b.webp"]
    assert page.article.details["open"] == ""
    assert page.article.p["class"] == ["leads"]


@pytest.mark.parametrize("length", [10, 80, 81, 115])
def test_the_longest_line_of_code_has_room(length):
    code = pdf_pages.parsed(f"<pre>{'x' * length}\n</pre>").pre
    pdf_pages.fit(code)
    size = float(re.search(r"[\d.]+|$", code.get("style", ""))[0] or pdf_pages.MONO)
    assert size <= pdf_pages.MONO
    assert 0.6 * length * size <= pdf_pages.ROOM
    assert ("wide" in code["class"]) == (length > 80)


def test_links_lead_to_where_they_led():
    first = page_of(
        '<a href="04-more.html#theorem-4-1">T</a><a href="04-more.html">4</a><a href="#b">b</a>'
        '<a href="api/lab.html">left out</a><a href="https://x.org">out</a><p id="b">…</p>'
    )
    second = page_of('<div id="thm-x"><span id="theorem-4-1"></span></div>', "04-more", "4")
    known = pdf_pages.name_anchors([first, second])
    pdf_pages.lead([first, second], known)
    found = [link["href"] for link in first.article.select("a")]
    assert found == ["#04-more--thm-x", "#04-more", "#03-signs--b", "https://x.org"]
    assert second.article.select("span") == []
    assert "left out" in first.article.get_text()


def test_an_answer_moves_to_the_end_and_is_linked_both_ways():
    page = page_of(
        '<ol><li>Why?</li></ol><div class="answer"><details><summary>Hint</summary>'
        "<p>Think.</p></details></div><pre>answer = None</pre>"
        '<div class="answer"><details><summary>Answer to 2</summary><p>So.</p></details></div>'
        '<div class="answer"><details><summary>A second one</summary>Stays.</details></div>'
    )
    hints, answers = pdf_pages.move_answers([page])
    assert "Think" not in page.article.get_text()
    assert "So." not in page.article.get_text()
    assert "Stays." in page.article.get_text()
    there = page.article.select_one(".to-answer")
    assert there.get_text() == "Hint: page ; Answer: page ."
    assert there.find_previous_sibling("ol")
    for target, link in zip((hints, answers), there.select("a"), strict=True):
        box = target.article.find(id=link["href"][1:])
        assert box.a["href"] == f"#{there['id']}"
        assert box.b.get_text() == "3.2"
        assert pdf_pages.heading(target, target.sections[0][0]) == "3 Signs"


def test_cards_are_on_their_page_only():
    card = '<details class="card" data-card="why"><summary>Why?</summary>So.</details>'
    chapter = page_of(f"<p>Text.</p>{card}")
    review = page_of(f"<p>On this device.</p><section><h2>All</h2>{card}</section>", "review", "")
    review.article.insert(0, pdf_pages.parsed('<p class="part">Reference</p>').p)
    for page in (chapter, review):
        pdf_pages.cards(page)
    assert "Why?" not in chapter.article.get_text()
    assert review.article.find(id="card-why").get_text() == "Why?So."
    assert "device" not in review.article.get_text()
    assert pdf_pages.address("03-signs", "03-signs.html#card-why") == "card-why"


def test_a_figure_is_a_vector_where_one_is_drawn(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    notebook = tmp_path / "book/03-signs.ipynb"
    cells = [
        {"id": "a", "outputs": [{"data": {"image/png": "iVBORw0KGgo="}}]},
        {"id": "fig-a"},
    ]
    notebook.write_text(f'{{"cells": {str(cells).replace(chr(39), chr(34))}}}')
    monkeypatch.setattr(vectors, "FOLDER", tmp_path)
    find = pdf_pages.best_picture(tmp_path, tmp_path / "pictures")
    assert find("03-signs", "fig-a").endswith("03-signs-fig-a.png")
    assert find("03-signs", "fig-b") is None
    drawn = tmp_path / vectors.known_as(notebook)
    drawn.mkdir()
    (drawn / "fig-a.svg").write_text("<svg/>")
    assert find("03-signs", "fig-a").endswith("fig-a.svg")
    page = page_of('<figure id="fig-a"><img src="x.webp" srcset="y 2x" loading="lazy"></figure>')
    pdf_pages.pictures([page], find)
    assert page.article.img.attrs == {"src": (drawn / "fig-a.svg").as_uri()}


def notebook_of(code):
    """Return a notebook of one cell and a caption, as text."""
    drawn = nbformat.v4.new_code_cell(code, id="a")
    said = nbformat.v4.new_markdown_cell("**Figure 1.** Up.", id="fig-up")
    said.metadata["tags"] = ["caption"]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[drawn, said]))


def test_a_figure_is_drawn_once_and_the_same_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "FOLDER", tmp_path / "vectors")
    path = tmp_path / "03-up.ipynb"
    path.write_text(notebook_of("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"))
    assert vectors.main([str(path)]) == 0
    (drawn,) = (tmp_path / "vectors").rglob("*.svg")
    first, when = drawn.read_bytes(), drawn.stat().st_mtime_ns
    assert drawn.name == "fig-up.svg"
    assert b"<svg" in first
    assert b"<metadata>" not in first
    assert vectors.main([str(path)]) == 0
    assert drawn.stat().st_mtime_ns == when
    again = tmp_path / "again"
    vectors.draw(path, again)
    assert (again / "fig-up.svg").read_bytes() == first


def test_a_notebook_that_fails_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(vectors, "FOLDER", tmp_path / "vectors")
    path = tmp_path / "03-down.ipynb"
    path.write_text(notebook_of("1 / 0"))
    assert vectors.main([str(path)]) == 1
    assert re.search(r"03-down.*ZeroDivisionError", capsys.readouterr().out, re.S)
    assert not list((tmp_path / "vectors").rglob("*.svg"))


# What must hold for the file, each with a file for which it does not


def lost(file):
    """List the links within a file that lead to nothing."""
    places = set(file.Root.get("/Dests", {}).keys())
    links = [
        link.get("/Dest")
        for page in file.pages
        for link in page.get("/Annots", [])
        if link.get("/Subtype") == "/Link" and "/A" not in link
    ]
    return [str(link) for link in links if str(link) not in places]


def unembedded(file):
    """List the fonts that a reader's machine would have to have."""
    found = []
    for page in file.pages:
        for font in page.Resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
            described = inner.get("/FontDescriptor", {})
            held = any(f"/FontFile{kind}" in described for kind in ("", 2, 3))
            if not held and font.Subtype != "/Type3":
                found.append(str(font.BaseFont))
    return sorted(set(found))


def outside(document):
    """List (page, box) of what is drawn so far out that a printer may cut it off."""
    kinds = (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE)
    found = []
    for number, page in enumerate(document, start=1):
        for thing in page.get_objects(filter=kinds):
            left, low, right, high = thing.get_bounds()
            inside = EDGE <= left and right <= A4[0] - EDGE and EDGE <= low and high <= A4[1] - EDGE
            if not inside and right > left:
                found.append((number, (round(left), round(low), round(right), round(high))))
    return found


def bookmarks(file):
    """Return the bookmarks of a file: {part: {chapter: [sections]}}."""
    with file.open_outline() as outline:
        return {
            part.title: {
                chapter.title: [section.title for section in chapter.children]
                for chapter in part.children
            }
            for part in outline.root
        }


def words(document):
    """Return the text of a file, in one line."""
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture(scope="module")
def file():
    with pikepdf.open(pdf.TARGET) as opened:
        yield opened


@pytest.fixture(scope="module")
def document():
    opened = pypdfium2.PdfDocument(pdf.TARGET)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages():
    return pdf_pages.joined(pdf.BUILT, pdf.ROOT)[1]


@pytest.fixture(scope="module")
def text(document):
    return words(document)


@printed
def test_the_file_is_a_book(file):
    assert 250 <= len(file.pages) <= 600
    assert all(page.mediabox[2:] == pytest.approx(A4, abs=1) for page in file.pages)
    assert str(file.docinfo.Title) == "Adam, Step by Step"
    assert set(file.docinfo.keys()) == {"/Title", "/Author"}
    assert file.Root.Lang == "en"
    assert file.Root.MarkInfo.Marked


@printed
def test_every_link_leads_to_something(file):
    assert lost(file) == []
    assert len(file.Root.Dests) > 500


@printed
def test_every_font_is_in_the_file(file):
    assert unembedded(file) == []


@printed
def test_nothing_is_cut_off(document):
    assert outside(document) == []


@printed
def test_every_sheet_has_its_number_and_what_it_belongs_to(document, pages):
    titles = {f"{page.number} {page.title}".strip() for page in pages} | {"Adam, Step by Step"}
    for number, page in enumerate(document, start=1):
        sheet = page.get_textpage()
        foot = sheet.get_text_bounded(bottom=20, top=60).split()
        head = " ".join(sheet.get_text_bounded(bottom=A4[1] - 60, top=A4[1] - 20).split())
        assert foot == ([str(number)] if number > 2 else [])
        assert head in titles or number <= 5


@printed
def test_bookmarks_are_the_chapters_and_their_sections(file, pages):
    found = bookmarks(file)
    for page in pages:
        title = f"{page.number} {page.title}".strip()
        sections = [words for _, words in page.sections]
        assert not page.part or found[page.part][title] == sections
    chapters = [title for part in found.values() for title in part if title[0].isdigit()]
    assert len(chapters) == len(list((pdf.ROOT / "book").glob("[0-9]*.ipynb")))


@printed
def test_every_answer_is_there_once(text):
    asked = []
    for path in sorted((pdf.BUILT / "book").glob("[0-9]*.html")):
        html = re.sub(r"<template.*?</template>", "", path.read_text("utf-8"), flags=re.S)
        names = re.findall(r"<summary>Answer to (\w+)</summary>", html)
        asked += [f"{int(path.stem[:2])}.{name}" for name in names]
    assert len(asked) > 50
    answers = text.rpartition("Exercises and cards Answers")[2]
    found = Counter(re.findall(r"(\d+\.\w+) asked on page \d+", answers))
    assert found == Counter(asked)


@printed
def test_an_exercise_names_the_page_of_its_answer(document, file):
    pages = {page.objgen: number for number, page in enumerate(file.pages)}
    there = pages[file.Root.Dests["/answers--03-bias-correction-1"][0].objgen]
    back = pages[file.Root.Dests["/03-bias-correction--exercise-1"][0].objgen]
    said = [document[number].get_textpage().get_text_range() for number in (there, back)]
    assert f"3.1 asked on page {back + 1}" in " ".join(said[0].split())
    assert f"Answer: page {there + 1}." in " ".join(said[1].split())


@printed
def test_formulas_are_text(text):
    assert "√" in text
    assert len(re.findall("[\U0001d6fc-\U0001d71b]", text)) > 1000  # slanted Greek


def test_the_title_page_has_a_place_for_the_link():
    template = (pdf.ROOT / "book/_ext/paper/theme/title.html").read_text("utf-8")
    link = f'<a href="../{pdf.TARGET.name}">7 pages'
    assert link not in template
    assert link in pdf.offered(pdf.offered(template, "old.pdf", 9), pdf.TARGET.name, 7)


BROKEN = """() => [...document.querySelectorAll("pre")].filter((code) => {
  const lines = code.textContent.trimEnd().split("\\n").length;
  const line = parseFloat(getComputedStyle(code).lineHeight);
  return code.getBoundingClientRect().height > (lines + 0.9) * line;
}).map((code) => code.textContent)"""
NARROW = """<style>pre { font: 9px/15px monospace; white-space: pre-wrap; width: 60px }</style>
<pre>short\n</pre><pre>a line that is too long\n</pre>"""


def broken_lines(browser, address=None, html=None):
    """List the pieces of code of a document of which a line goes on in the next one."""
    tab = browser.new_page(viewport={"width": 597, "height": 1000})  # what @page leaves: 158 mm
    tab.emulate_media(media="print")
    tab.set_content(html) if html else tab.goto(address, timeout=300_000)
    tab.evaluate("() => document.fonts.ready.then(() => true)")
    found = tab.evaluate(BROKEN)
    tab.close()
    return found


def test_a_broken_line_of_code_is_caught(browser):
    assert broken_lines(browser, html=NARROW) == ["a line that is too long\n"]


@printed
def test_no_line_of_code_is_broken(browser):
    source = pdf.WORK / "second.html"
    if not source.exists():
        pytest.skip("what was printed is not there")
    assert broken_lines(browser, source.as_uri()) == []


@pytest.fixture
def broken(tmp_path):
    """Return a file of one page: a lost link, a font that is not in it, words beyond the edge."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=A4)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    names = {name: pikepdf.Name(value) for name, value in font.items()}
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pikepdf.Dictionary(names)))
    page.Contents = file.make_stream(b"BT /F 12 Tf 560 400 Td (cut off) Tj ET")
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Dest=pikepdf.Name("/nowhere"))
    page.Annots = pikepdf.Array([link])
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("The method", 0))
    file.save(tmp_path / "broken.pdf")
    return tmp_path / "broken.pdf"


def test_a_broken_file_is_caught(broken):
    with pikepdf.open(broken) as file:
        assert lost(file) == ["/nowhere"]
        assert unembedded(file) == ["/Helvetica"]
        assert bookmarks(file) == {"The method": {}}
    document = pypdfium2.PdfDocument(broken)
    assert [page for page, _ in outside(document)] == [1]
    assert words(document) == "cut off"
    document.close()


# How it is printed


def test_without_a_browser_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert pdf.main([]) == 1
    assert "A browser is needed to print" in capsys.readouterr().err


def test_without_a_book_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(pdf, "INTRO", Path("/nowhere"))
    assert pdf.main([]) == 1
    assert "run `make book`" in capsys.readouterr().err


def test_numbers_that_do_not_stay_are_caught(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "WORK", tmp_path)
    monkeypatch.setattr(pdf, "printed", lambda *arguments: None)
    monkeypatch.setattr(pdf, "read_places", lambda path: {"a": path.stem})
    with pytest.raises(RuntimeError, match="moved what the first had numbered"):
        pdf.print_twice("", "browser")


@pytest.mark.skipif(not installed(), reason="no Chromium on this machine")
def test_two_prints_are_the_same_file(tmp_path):
    browser = installed()
    table = "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"
    page = page_of(f'<section><h2 id="s">Sub</h2></section>{table}')
    page.sections = [("s", "Sub")]
    page.article["id"] = "03-signs"
    html = f'<html lang="en"><a href="#s">s</a><a href="#03-signs">3</a>{page.article}'
    found = []
    for name in ("one", "two"):
        pdf.printed(html, browser, tmp_path / f"{name}.pdf")
        target = tmp_path / f"{name}-finished.pdf"
        assert pdf.finished(tmp_path / f"{name}.pdf", [page], target) == 1
        found.append(target.read_bytes())
    assert found[0] == found[1]
    with pikepdf.open(target) as file:
        assert bookmarks(file) == {"The method": {"3 Signs": ["Sub"]}}
        assert lost(file) == []
        things = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary)]
        heads = [str(thing.ID) for thing in things if "/ID" in thing]
        assert heads == ["head000000"]
