"""What holds for every page of the built book: nothing hangs over, is cut off or nameless."""

import html
import re
from pathlib import Path

import pytest
from browser import resize

from tools.addresses import pages

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "_build/html"
PAGES = pages(BUILT / "book")
pytestmark = pytest.mark.skipif(not PAGES, reason="no book is built; run `make book`")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.fixture
def visit(browser):
    contexts = []

    def visit(page):
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        tab = contexts[-1].new_page()
        tab.goto(page.as_uri())
        return tab

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def opened(browser):
    """Return a function that opens a page once for all of its tests, everything unfolded."""
    contexts, tabs = [], {}

    def open(page, width):
        if page not in tabs:
            for context in contexts:
                context.close()
            contexts[:], _ = [browser.new_context()], tabs.clear()
            tabs[page] = contexts[0].new_page()
            tabs[page].goto(page.as_uri())
        resize(tabs[page], width)
        return tabs[page]

    yield open
    for context in contexts:
        context.close()


UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
WIDE = """[...document.querySelectorAll(".scrolls")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.closest("[data-tex]").dataset.tex)"""


CUT = """[...document.querySelectorAll(".cell_input pre")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText)"""

NAMELESS = """[...document.querySelectorAll("button, summary, nav")]
  .filter((part) => !(part.ariaLabel || part.textContent.trim()).match(/.{3,}/))
  .map((part) => part.outerHTML)"""


@each_page
def test_a_page_in_the_browser(opened, page):
    tab = opened(page, 1440)
    closed = tab.locator(":is(.proof, .answer) details:not([open])")
    before = closed.count()
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert closed.count() == 0, "print leaves a proof or an answer closed"
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert closed.count() == before

    assert tab.locator(".cell_output .copy").count() == 0, "an output has a button"
    cells = tab.locator(".cell_input div.highlight")
    assert tab.locator(".cell_input .copy").count() == cells.count()
    assert tab.evaluate(NAMELESS) == [], "a button has no name"
    assert tab.locator(".drawer nav a[aria-current=page]").count() == (page.stem != "intro")

    tab.evaluate(UNFOLD)
    opened(page, 1100)
    assert tab.evaluate(WIDE) == [], "a formula must be scrolled"
    assert tab.evaluate(CUT) == [], "code must be scrolled"
    opened(page, 360)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360, "wider than a phone"


def test_a_wide_formula_would_be_found(visit, tmp_path):
    page = tmp_path / "wide.html"
    box = '<div data-tex="wide"><div class="scrolls" style="%s"><p style="width: 900px">x</p>'
    page.write_text("<!doctype html>" + box % "display:block;width:300px;overflow:auto", "utf-8")
    assert visit(page).evaluate(WIDE) == ["wide"]
    page.write_text("<!doctype html>" + box % "display:block;width:1000px", "utf-8")
    assert visit(page).evaluate(WIDE) == []


def test_what_is_copied_has_no_prompt_and_no_output(visit):
    tab = visit(BUILT / "book/intro.html")
    session = '<span class="gp">$ </span>make book\n<span class="go">done</span>\n'
    tab.evaluate(
        """session => {
          document.querySelector("div.highlight pre").innerHTML = session;
          navigator.clipboard.writeText = async (text) => { window.copied = text; };
        }""",
        session,
    )
    tab.locator("div.highlight .copy").first.click()
    assert tab.evaluate("window.copied").strip() == "make book"


@each_page
def test_ids_are_unique(page):
    ids = re.findall(r'<[^>]+\bid="([^"]+)"', page.read_text("utf-8"))
    assert sorted(ids) == sorted(set(ids))


@each_page
def test_every_link_within_the_book_leads_somewhere(page):
    text = page.read_text("utf-8")
    for address in re.findall(r'<a [^>]*class="to-piece[^"]*" href="([^"]+)"', text):
        file, _, anchor = html.unescape(address).partition("#")
        target = (page.parent / file).read_text("utf-8") if file else text
        assert f'id="{anchor}"' in target, address


@each_page
def test_a_shared_link_says_what_it_is(page):
    text = page.read_text("utf-8")
    head = text[: text.index("</head>")]
    for name in ("title", "type", "site_name"):
        assert re.search(rf'<meta property="og:{name}" content="[^"]+" />', head)
    assert len(re.findall(r'<meta content="[^"]{40,}" name="description"', head)) == 1


@each_page
def test_every_page_says_its_version(page):
    version = re.search(r'__version__ = "(.+)"', (ROOT / "adamtext/__init__.py").read_text())[1]
    assert f"Version {version}." in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("warmup", "bias-correction"),
        ("warm-up", "bias-correction"),
        ("6.57", "bias-correction"),
        ("7.27", "interpretation"),
        ("theorem 3.1", "bias-correction.html#thm-average-closed-form"),
        ("m hat", "bias-correction"),
        ("epsilon", "my-numbers-differ"),  # a section of that name
        ("eps", "notation"),
        ("trust region", "interpretation.html#a-trust-region"),
        ("Kingma", "bibliography"),
        ("adamtext check", "api"),
        ("lemma 10.3", "claims"),
        ("beta2 bound", "interpretation"),
        ("β₂ bound", "interpretation"),
        ("v̂", "bias-correction"),
        ("ε", "my-numbers-differ"),
    ],
)
def test_search_finds(searched, words, page):
    assert any(page in address for address, _ in searched(words)), searched(words)[:5]


def test_search_ranks_headings_and_statements_first(searched):
    assert "#a-trust-region" in searched("trust region")[0][0]
    assert "03-bias-correction.html" in searched("bias correction")[0][0]
    assert "convergence" in searched("regret")[0][0]
    assert "/api" not in searched("beta2 bound")[0][0]


def test_search_shows_words_instead_of_tex(searched):
    for words in ("bias correction", "regret", "bound"):
        for _, text in searched(words):
            assert not re.search(r"[\\$]|_\{|\^\{", text), text


@pytest.fixture
def reading(visit):
    """Return a chapter, in front of a link to a theorem on it and of one to another page."""
    tab = visit(BUILT / "book/03-bias-correction.html")
    here = tab.locator('a.to-piece[href^="#thm"]').first
    there = tab.locator('a.to-piece[href*=".html#"]').first
    return tab, here, there


def test_a_look_at_what_a_link_leads_to(reading):
    tab, here, there = reading
    for link in (here, there):
        link.hover()
        look = tab.locator(".preview")
        look.wait_for(timeout=5000)
        assert len(look.inner_text().split()) > 8
        assert look.locator("[id]").count() == 0
        assert link.get_attribute("aria-describedby") == "preview"
        box = look.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440
        look.hover()  # it stays while the pointer is in it
        tab.wait_for_timeout(500)
        assert look.is_visible()
        tab.keyboard.press("Escape")
        assert look.count() == 0


def test_a_look_by_keyboard(reading):
    tab, here, _ = reading
    here.evaluate("""link => {
      const before = document.createElement("button");
      link.before(before);
      before.focus();
    }""")
    tab.keyboard.press("Tab")
    assert tab.locator(".preview").is_visible()
    tab.keyboard.press("Tab")
    assert tab.locator(".preview").count() == 0 or here.get_attribute("aria-describedby") is None
