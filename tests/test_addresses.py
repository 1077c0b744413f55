"""Addresses stay: none of the book's may vanish without a redirect, and every redirect leads on."""

import doctest
import html
import re
import shutil
import tomllib

import pytest
from browser import visits
from sphinx.errors import ExtensionError

from tools import addresses as tool
from tools.addresses import BUILT, ROOT, addresses

PAGES = tool.pages() if BUILT.exists() else []
MOVED = addresses.redirects()
THERE = {page.relative_to(BUILT).as_posix() for page in PAGES}
OLD = [old for old in MOVED if old.partition("#")[0] not in THERE]
built = pytest.mark.skipif(not PAGES, reason="no book is built; run `make book`")


@pytest.mark.parametrize("module", [addresses, tool])
def test_examples_of_docstrings(module):
    assert doctest.testmod(module).failed == 0


# The list


@built
def test_no_address_has_vanished():
    complaints = tool.gone(tool.read(), tool.found(), MOVED)
    assert not complaints, "\n".join(complaints)


@built
def test_the_list_has_every_address():
    new = sorted((tool.found() | MOVED.keys()) - tool.read())
    assert not new, f"not in the list, so run `python -m tools.addresses`: {new}"


def test_what_vanishes_is_named_with_what_to_write():
    listed = {"book/a.html", "book/a.html#x", "book/a.html#y"}
    (complaint,) = tool.gone(listed, listed - {"book/a.html#x"}, {})
    assert 'book/redirects.toml where it has gone:\n    "book/a.html#x" = "…"' in complaint
    assert len(tool.gone(listed, set(), {})) == 3
    assert tool.gone(listed, listed, {}) == []


def test_a_redirect_makes_good_and_one_to_nowhere_does_not():
    listed, there = {"a.html#x", "b.html#x"}, {"b.html#x"}
    assert tool.gone(listed, there, {"a.html#x": "b.html#x"}) == []
    assert tool.gone(listed, there, {"a.html": "b.html"}) == []
    (complaint,) = tool.gone(listed, there, {"a.html#x": "b.html#z"})
    assert complaint == "a.html#x leads to b.html#z (book/redirects.toml), which is gone"


def test_the_list_is_read_as_it_is_written(tmp_path):
    every = {"book/a.html", "book/a.html#x", "search.html"}
    (tmp_path / "list").write_text("# words\n" + tool.written(every), "utf-8")
    assert tool.read(tmp_path / "list") == every


PAGE = """<a id="bar"></a><article><section id="one"><h2>One</h2>
<div class="equation" id="eq-rest"><span id="equation-1-2"></span></div>
<template><p id="copy"></p></template><dl><dt id="f"></dt></dl></section></article><p id="foot">"""


def test_the_addresses_of_a_page_are_those_of_its_text():
    assert tool.places(PAGE) == ["one", "eq-rest", "f"]
    assert tool.places(PAGE, reference=True) == ["one"]


@built
@pytest.mark.parametrize(
    "address",
    [
        "book/03-bias-correction.html",
        "book/03-bias-correction.html#the-remainder",
        "book/03-bias-correction.html#thm-bias",
        "book/03-bias-correction.html#eq-unroll",
        "book/03-bias-correction.html#eq2-theorem-2",
        "book/03-bias-correction.html#fig-bc-ones",
        "book/13-my-numbers-differ.html#epsilon",
        "book/bibliography.html#kingma2015",
        "book/glossary.html#term-regret",
        "book/notation.html#sym-beta1",
    ],
)
def test_the_list_has_every_kind(address):
    assert address in tool.read()


@built
def test_the_list_has_every_claim_and_card():
    from adamtext.teach.cards import cards
    from adamtext.teach.claims import CLAIMS

    listed = tool.read()
    places = {address.partition("#")[2] for address in listed}
    assert {f"card-{name}" for name in cards()} <= places
    assert {f"book/claims.html#claim-{name}" for name in CLAIMS} <= listed


@built
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_permalinks_are_addresses_that_stay(page):
    for place in re.findall(r'class="headerlink" href="#([^"]+)"', page.read_text("utf-8")):
        assert not tool.NUMBERED.fullmatch(place)


# Redirects


def test_chains_are_followed_and_circles_refused(tmp_path):
    file = tmp_path / "redirects.toml"
    file.write_text('"a" = "b"\n"b" = "c"\n', "utf-8")
    assert addresses.redirects(file) == {"a": "c", "b": "c"}
    file.write_text('"a" = "b"\n"b" = "a"\n', "utf-8")
    with pytest.raises(ExtensionError, match=r"a leads to b leads to a"):
        addresses.redirects(file)


def test_no_line_is_said_twice():
    text = (ROOT / "book/redirects.toml").read_text("utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text + '"search.html" = "book/map.html"\n')


def test_every_earlier_name_of_a_chapter_leads_to_it():
    """A number that now is another chapter's leads to the old content all the same."""
    names = {old: new for old, new in MOVED.items() if re.fullmatch(r"book/\d\d-[\w-]+\.html", old)}
    assert len(names) >= 8
    for old, new in names.items():
        assert old[8:] == new[8:], "the words of the name are the same"
        assert not (ROOT / old.replace(".html", ".ipynb")).exists()
        assert (ROOT / new.replace(".html", ".ipynb")).exists()


def test_a_place_that_moved_leaves_a_mark():
    body = '<section id="new"><h2>New</h2></section><table><tr id="row"><th>1</th></tr></table>'
    marked = addresses.with_marks(body, "a.html", {"a.html#old": "a.html#new"})
    assert marked.startswith('<span id="old"></span><section id="new">')
    marked = addresses.with_marks(body, "a.html", {"a.html#old": "a.html#row"})
    assert '<tr id="row"><th><span id="old"></span>1</th>' in marked
    marked = addresses.with_marks(body, "a.html", {"a.html#old": "b.html#x"})
    assert re.match(r'<p class="moved" id="old">.*<a href="b.html#x">', marked)
    assert addresses.with_marks(body, "b.html", {"a.html#old": "b.html#x"}) == body
    with pytest.raises(ExtensionError, match=r"leads to a\.html#lost, which is nowhere"):
        addresses.with_marks(body, "a.html", {"a.html#old": "a.html#lost"})


class App:
    """As much of Sphinx as writing needs."""

    def __init__(self, folder, pages):
        self.outdir, self.builder, self.config = folder, self, self
        self.format, self.html_title, self.env, self.found_docs = "html", "Book", self, pages


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('"old.html" = "new.html#x"', "old.html leads to new.html#x, which is nowhere"),
        ('"old.html" = "gone.html"', "old.html leads to gone.html, which is nowhere"),
        ('"new.html" = "new.html#here"', "new.html is there, and leads nowhere else"),
    ],
)
def test_a_redirect_that_leads_nowhere_stops_the_build(tmp_path, monkeypatch, line, words):
    (tmp_path / "new.html").write_text('<p id="here">', "utf-8")
    monkeypatch.setattr(addresses, "redirects", lambda: tomllib.loads(line))
    with pytest.raises(ExtensionError, match=words):
        addresses.write(App(tmp_path, {"new"}), None)


@built
@pytest.mark.parametrize("old", [old for old in MOVED if "#" not in old])
def test_an_old_page_is_small_and_keeps_the_policy(old):
    text = (BUILT / old).read_text("utf-8")
    assert len(text) < 5000
    (script,) = re.findall(r"<script>(.*?)</script>", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy == f"default-src 'none'; script-src {addresses.contents.digest(script)}"
    to = addresses.relative(old, MOVED[old])
    assert f'<link rel="canonical" href="{to}">' in text
    assert f'<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>' in text
    assert f'<a href="{to}">' in text


@pytest.fixture(params=["disk", "server"])
def visit(browser, served, request):
    """Open an address of the book, from disk and from a server; nothing may fail."""
    base = BUILT.as_uri() if request.param == "disk" else served
    with visits(browser, own=(base, "file:")) as visit:
        yield lambda address, **settings: visit(f"{base}/{address}", **settings)


@built
@pytest.mark.parametrize("old", OLD)
def test_an_old_address_leads_to_the_new_place(visit, old):
    tab = visit(old)
    tab.wait_for_url(f"**/{MOVED[old]}")
    page, _, place = MOVED[old].partition("#")
    if "#" not in old:  # other places are taken along
        place = re.search(r'<section id="([^"]+)"', (BUILT / page).read_text("utf-8"))[1]
        tab = visit(f"{old}#{place}")
        tab.wait_for_url(f"**/{page}#{place}")
    if place:
        assert tab.evaluate("place => document.getElementById(place) !== null", place)


@built
def test_an_old_page_leads_on_without_scripts(visit):
    tab = visit("book/13-mixed-precision.html#theorem-13-2", java_script_enabled=False)
    tab.wait_for_url("**/book/15-mixed-precision.html*")
    assert "Mixed precision" in tab.locator("h1").inner_text()


@built
@pytest.mark.parametrize("scripts", [True, False])
def test_a_mark_stands_at_the_new_place(visit, scripts):
    tab = visit("book/13-my-numbers-differ.html#id1", java_script_enabled=scripts)
    for _ in range(40):  # a busy machine takes its time
        tab.wait_for_timeout(250)
        if -5 <= (top := tab.locator("#epsilon h3").bounding_box()["y"]) <= 120:
            break
    assert -5 <= top <= 120


@built
@pytest.mark.parametrize("scripts", [True, False])
def test_what_moved_to_another_page_is_followed_or_said(browser, tmp_path, scripts):
    """The line is seen by nobody but those who ask for it; scripts follow it at once."""
    text = (BUILT / "book/notation.html").read_text("utf-8")
    line = addresses.LINE.format("old-place", "map.html#the-map-of-the-book")
    (tmp_path / "book").mkdir()
    page = tmp_path / "book/notation.html"
    page.write_text(re.sub(r"(<article[^>]*>)", lambda m: m[1] + line, text), "utf-8")
    shutil.copy(BUILT / "book/map.html", tmp_path / "book")
    (tmp_path / "_static").symlink_to(BUILT / "_static")
    with visits(browser) as visit:
        tab = visit(page.as_uri(), java_script_enabled=scripts)
        assert not tab.locator(".moved").is_visible()
        tab = visit(f"{page.as_uri()}#old-place", java_script_enabled=scripts)
        if scripts:
            tab.wait_for_url("**/map.html#the-map-of-the-book")
        else:
            assert tab.locator(".moved").is_visible()
            assert "on another page" in tab.locator(".moved").inner_text()


def test_pages_that_lead_on_are_no_pages(tmp_path):
    (tmp_path / "old.html").write_text(
        addresses.old_page("old.html", {"old.html": "new.html"}, "Book"), "utf-8"
    )
    (tmp_path / "new.html").write_text("<article></article>", "utf-8")
    assert tool.pages(tmp_path) == [tmp_path / "new.html"]


def test_what_the_data_of_an_old_page_say():
    moved = {"a.html": "b.html", "a.html#x": "c.html#y", "z.html#x": "b.html"}
    text = addresses.old_page("a.html", moved, "Book")
    assert html.unescape(re.search(r'data-moved="([^"]*)"', text)[1]) == '{"x":"c.html#y"}'
