"""The glossary and the index: entries, links at first use, and what the search knows of them."""

import doctest
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browser import resize, visits
from test_plain import CONF, ONE, build, text, write

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "_build/html/book"
SOURCE = (ROOT / "book/glossary.md").read_text("utf-8")
ENTRIES = re.findall(r"^\*\*(.+?)\*\*(?: \(also (.+?)\))?\. (.+)$", SOURCE, re.M)
sys.path.insert(0, str(ROOT / "book/_ext"))
from paper import bookindex, letters  # noqa: E402
from plain import bibliography, grammar, pieces, terms  # noqa: E402

CHAPTERS = sorted(
    page for page in BUILT.glob("[0-9]*.html") if (ROOT / "book" / f"{page.stem}.ipynb").exists()
)
built = pytest.mark.skipif(not CHAPTERS, reason="no book is built; run `make book`")
each_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)


@pytest.mark.parametrize("module", [bookindex, letters, pieces, terms])
def test_examples_of_docstrings(module):
    assert doctest.testmod(module).failed == 0


# The page


def test_the_glossary_is_short_and_in_order():
    assert 60 <= len(ENTRIES) <= 90
    assert SOURCE.count("\n**") == len(ENTRIES)
    names = [name for name, _, _ in ENTRIES]
    assert names == sorted(names, key=letters.by_alphabet)
    found = [re.findall(r"^## (\w)", part, re.M) for part in SOURCE.split("\n**")]
    headings = [first[0] for first in found if first]
    assert headings == sorted({name[0].upper() for name in names})
    for name, _, words in ENTRIES:
        said, _, see = words.rpartition("See ")
        assert see, name
        assert len(said.split()) <= 45, f"{name} takes {len(said.split())} words"
        assert len(re.findall(r"[.:;]\s", said)) <= 4, name


def test_no_form_of_a_word_means_two_things():
    forms = [name for name, _, _ in ENTRIES]
    forms += [other for _, others, _ in ENTRIES for other in re.findall(r"\*(.+?)\*", others)]
    assert len({form.lower() for form in forms}) == len(forms)


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("Warm-up", "a warmup of", "warmup"),
        ("Warm-up", "a warm-up of", "warm-up"),
        ("Moving average", "two moving averages", "moving averages"),
        ("Moving average", "Moving\naverages", "Moving\naverages"),
        ("SGD", "an sgd", None),
        ("SGD", "SGD's noise", "SGD"),
        ("Convex", "non-convex costs", None),
        ("Regret", "regretted", None),
    ],
)
def test_what_finds_a_word(form, text, found):
    expression, _ = terms.finder([terms.Term(form, (), "x")])
    match = expression.search(text)
    assert (match and match[0]) == found


# First uses, in a small book

GLOSSARY = """# Glossary

## R

**Regret** (also *remorse*, *moving average*). What one paid beyond the best, $x$.
See [One](01-one.ipynb#one), Lemma 1.1.

**Weight decay**. A pull. See [there](01-one.ipynb#fig-line).
"""
CHAPTER = """# Regret

In `regret` and $regret$ and [regret](https://example.org) it is not linked, but *regret*
is, once; regret is not again. Nor is it as remorse. Non-weight-decay is another word.

## Weight decay

<details>
<summary>Weight decay</summary>

Weight decay is folded.

</details>

**Weight decay** names what follows; weight decay is linked.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    (folder / "book").mkdir()
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text("# Index\n\n```{toctree}\n:glob:\nbook/*\n```\n", "utf-8")
    (folder / "book/glossary.md").write_text(GLOSSARY, "utf-8")
    write(folder, "book/01-one.ipynb", [text("# One\n\nNo words."), *ONE[1:2], *ONE[3:]][:4])
    write(folder, "book/02-two.ipynb", [text(CHAPTER)])
    return folder


@pytest.fixture(scope="module")
def pages(small):
    build(small)
    folder = small / "_build/html/book"
    return {name: (folder / name).read_text("utf-8") for name in ("02-two.html", "glossary.html")}


def first_uses(page):
    """Return the links on words of the glossary: (address, word)."""
    return re.findall(r'<a class="to-piece term[^"]*" href="([^"]+)">(.*?)</a>', page)


def test_first_uses_are_links_and_others_are_not(pages):
    assert first_uses(pages["02-two.html"]) == [
        ("glossary.html#term-regret", "regret"),
        ("glossary.html#term-weight-decay", "weight decay"),
    ]
    assert '<em><a class="to-piece term' in pages["02-two.html"]
    assert "weight decay</a> is linked" in pages["02-two.html"]
    assert first_uses(pages["glossary.html"]) == []


def meanings(folder):
    """Return what the pages load when a word is pointed at."""
    script = (folder / "_static/terms.js").read_text("utf-8")
    return json.loads(script.removeprefix("window.bookTerms="))


def test_what_a_word_means_is_at_hand_without_what_leads_on(small, pages):
    kept = meanings(small / "_build/html")
    assert kept.keys() == {"term-regret", "term-weight-decay"}
    assert "What one paid" in kept["term-regret"]
    assert "<math" in kept["term-regret"]
    assert "<template" not in pages["02-two.html"]
    for said in kept.values():
        assert not re.search(r"See|<a |id=", said)


def test_an_entry_has_an_address_and_leads_on(pages):
    page = pages["glossary.html"]
    assert re.search(r'<div class="entry term[^"]*" id="term-regret">', page)
    assert 'href="01-one.html#one"' in page
    assert 'href="01-one.html#lem">Lemma 1.1' in page
    assert 'href="01-one.html#fig-line"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("#fig-line", "#fig-lost"), "book/01-one has no #fig-lost"),
        (("A pull. See [there](01-one.ipynb#fig-line).", "A pull."), "does not say what to see"),
    ],
)
def test_an_entry_that_leads_nowhere_stops_the_build(small, pages, change, words):
    page = small / "book/glossary.md"
    page.write_text(GLOSSARY.replace(*change), "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", small, small / "_build/html"]
    result = subprocess.run(command, capture_output=True, text=True)
    page.write_text(GLOSSARY, "utf-8")
    assert result.returncode != 0
    assert words in result.stderr


def test_a_change_of_the_glossary_reaches_the_chapters(small, pages):
    page = small / "book/glossary.md"
    changed = GLOSSARY.replace("What one paid", "What was paid").replace("remorse", "another")
    page.write_text(changed, "utf-8")
    build(small)
    page.write_text(GLOSSARY, "utf-8")
    assert "What was paid" in meanings(small / "_build/html")["term-regret"]


# The built book


@built
@each_chapter
def test_a_chapter_links_its_words_once(page):
    whole = page.read_text("utf-8")
    found = first_uses(re.sub(r"<template.*?</template>", "", whole, flags=re.S))
    assert len(found) >= 8
    assert len({address for address, _ in found}) == len(found)
    glossary, meant = (BUILT / "glossary.html").read_text("utf-8"), meanings(BUILT.parent)
    for address, _ in found:
        place = address.partition("#")[2]
        assert f'id="{place}"' in glossary
        assert len(re.sub("<.*?>", "", meant[place]).split()) >= 5
    for part in re.findall(
        r"<(?:h\d|figcaption|summary|details|pre|code|math)\b.*?</", whole, re.S
    ):
        assert "to-piece term" not in part


def links(name):
    """Return the links of the text of a page: (address, words)."""
    page = (BUILT / name).read_text("utf-8")
    article = re.search(r"<article.*?</article>", page, re.S)[0]
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', article, re.S)
    return [(html.unescape(address), re.sub("<.*?>", "", words)) for address, words in found]


OVERLAPS = """() => {
  const box = (element) => element.getBoundingClientRect();
  const touch = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const parts = document.querySelectorAll("article :is(p, figcaption, table, pre, img, .meaning)");
  const seen = (part) => part.checkVisibility({ contentVisibilityAuto: true });
  const shown = [...parts].filter((part) => seen(part) && box(part).width);
  return [...document.querySelectorAll(".meaning")].flatMap((note) =>
    shown.filter((part) => !part.contains(note) && touch(box(note), box(part)))
      .map((part) => `${note.textContent} | ${part.textContent.slice(0, 80)}`));
}"""


@built
@each_chapter
def test_the_margin_tells_what_words_mean_where_there_is_one(browser, page):
    with visits(browser) as visit:
        tab = visit(page.as_uri(), viewport={"width": 1440, "height": 900})
        words = tab.locator(":is(p, li) > a.term, :is(p, li) > em > a.term")
        for number in range(words.count()):
            words.nth(number).scroll_into_view_if_needed()
        tab.wait_for_timeout(100)
        notes = tab.locator(".meaning")
        assert notes.count() >= 0.7 * words.count()  # others have no room
        assert tab.evaluate(OVERLAPS) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1440
        resize(tab, 800)
        assert not any(notes.nth(number).is_visible() for number in range(notes.count()))


@built
@pytest.mark.parametrize("how", ["pointer", "key"])
def test_a_word_says_what_it_means(browser, how):
    with visits(browser) as visit:
        tab = visit((BUILT / "01-algorithm.html").as_uri())
        word = tab.locator("a.term").first
        if how == "pointer":
            word.hover()
        else:
            tab.locator("h1 .headerlink, .skip").first.focus()
            while not word.evaluate("word => word === document.activeElement"):
                tab.keyboard.press("Tab")
        look = tab.locator(".preview")
        look.wait_for()
        assert "Gradient descent in which each coordinate is divided" in look.inner_text()
        assert word.get_attribute("aria-describedby") == "preview"
        assert look.locator("[id], a").count() == 0
        tab.keyboard.press("Escape")
        assert look.count() == 0


@built
@pytest.mark.parametrize("name", ["glossary.html", "index-of-terms.html", "notation.html"])
def test_every_link_leads_to_something(name):
    for address, words in links(name):
        if address.startswith("https:"):
            continue
        file, _, place = address.partition("#")
        target = (BUILT / (file or name)).read_text("utf-8")
        assert not place or f'id="{place}"' in target, address
        assert words


@built
def test_the_index_has_everything():
    addresses = {address for address, _ in links("index-of-terms.html")}
    page = html.unescape((BUILT / "index-of-terms.html").read_text("utf-8"))
    glossary = (BUILT / "glossary.html").read_text("utf-8")
    entries = set(re.findall(r'id="(term-[^"]+)"', glossary))
    assert len(entries) == len(ENTRIES)
    assert {f"glossary.html#{name}" for name in entries} <= addresses
    symbols = re.findall(r'id="(sym-[^"]+)"', (BUILT / "notation.html").read_text("utf-8"))
    assert len(symbols) >= 25
    assert {f"notation.html#{name}" for name in symbols} <= addresses
    assert {f"bibliography.html#{key}" for key in bibliography.entries()} <= addresses
    for path in sorted((ROOT / "book").glob("[0-9]*.ipynb")):
        for target in grammar.targets(json.loads(path.read_text("utf-8"))["cells"]):
            if target.kind in grammar.KINDS:
                assert f"{path.stem}.html#{target.cell}" in addresses
    for number in ("6.57", "7.27", "1.00909", "0.999516", "8,285"):
        assert f">{number}</a>" in page


@built
def test_every_term_of_the_index_leads_into_the_book():
    page = (BUILT / "index-of-terms.html").read_text("utf-8")
    lines = re.findall(r"<li>(<a href=\"glossary.html#.*?)</li>", page)
    assert len(lines) == len(ENTRIES)
    for line in lines:
        assert len(re.findall("<a ", line)) >= 2, line
        assert re.search(r' title="[^"]+"', line)


@built
@pytest.mark.parametrize(
    ("words", "place", "within"),
    [
        ("preconditioner", "glossary.html#term-preconditioner", 1),
        ("condition number", "glossary.html#term-condition-number", 1),
        ("SNR", "glossary.html#term-signal-to-noise-ratio", 1),
        ("second moment", "glossary.html#term-second-moment", 3),
        ("bias correction", "glossary.html#term-bias-correction", 4),  # three headings have it
        ("momentum", "glossary.html#term-momentum", 1),
        ("warmup", "glossary.html#term-warm-up", 2),  # a section has that name
        ("effective step", "glossary.html#term-effective-step", 1),
        ("decoupled weight decay", "glossary.html#term-decoupled-weight-decay", 1),
        ("epsilon-hat", "epsilon-hat", 1),
        ("regret", "glossary.html#term-regret", 3),
        ("beta2", "notation.html#sym-beta1", 2),
        ("v-hat", "notation.html#sym-m-hat", 3),
        ("v hat", "notation.html#sym-m-hat", 3),
        ("β₂", "notation.html#sym-beta1", 2),
        ("lambda", "notation.html#sym-lambda", 2),
        ("6.57", "bias-correction.html#hats-off", 1),
        ("7.27", "interpretation.html#the-exact-bound", 1),
        ("0.999516", "convergence.html", 1),
    ],
)
def test_the_search_knows_terms_symbols_and_numbers(searched, words, place, within):
    found = [address for address, _ in searched(words)]
    assert any(place in address for address in found[:within]), found[:5]
