"""The book's own page, book/_ext/paper: formulas, pictures, colours, race, map and policy."""

import doctest
import gzip
import html
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import pygments
import pytest
from PIL import Image, ImageDraw
from pygments.lexers import PythonLexer
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book/_ext"))
import paper  # noqa: E402
from paper import bookmap, code, contents, formulas, palette, pictures, race, search  # noqa: E402

BUILT = ROOT / "_build/html"
PAGES = sorted(BUILT.rglob("*.html"))
CSS = (ROOT / "book/_ext/paper/theme/static/paper.css").read_text("utf-8")
built = pytest.mark.skipif(not PAGES, reason="no book is built; run `make book`")


@pytest.fixture(scope="module", autouse=True)
def engine():
    yield
    if formulas.engine.cache_info().currsize:
        formulas.engine().close()
        formulas.engine.cache_clear()


@pytest.mark.parametrize("module", [bookmap, contents, formulas, palette, pictures, race, search])
def test_examples_of_docstrings(module):
    found = doctest.testmod(module)
    assert found.failed == 0


# Formulas


def test_a_formula_is_made_once():
    kept = {}
    first = formulas.mathml(r"\hat m_t", False, kept)
    assert first.startswith("<math>")
    assert kept == {r"inline \hat m_t": first}
    kept[r"inline \hat m_t"] = "kept"
    assert formulas.mathml(r"\hat m_t", False, kept) == "kept"


def test_a_formula_that_cannot_be_read_stops_the_build():
    with pytest.raises(ExtensionError, match=r"\\notacommand"):
        formulas.mathml(r"\notacommand{x}", True, {})


@built
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BUILT).as_posix())
def test_formulas_are_set_and_numbered(page):
    text = page.read_text("utf-8")
    text = re.sub(r"<template.*?</template>", "", text, flags=re.S)
    assert "<merror" not in text
    assert not re.search(
        r"\\\(|\\\[|\$\$", re.sub(r"<(pre|code).*?</\1>|data-tex=\"[^\"]*\"", "", text, flags=re.S)
    )
    tags = re.findall(r"\\tag\{([^}]*)\}", text)
    assert re.findall(r'<span class="number">\((.*?)\)</span>', text) == tags
    for number in tags:
        assert f'id="equation-{number.replace(".", "-")}"' in text


# Colours and pictures


def colour(theme, drawn):
    """Return what a colour of a figure becomes."""
    picture = Image.new("RGB", (1, 1), drawn).filter(palette.table(theme))
    return np.array(picture.getpixel((0, 0)), float)


@pytest.mark.parametrize("theme", pictures.THEMES)
def test_every_colour_becomes_its_partner(theme):
    for drawn, shown in palette.pairs(theme).items():
        assert np.abs(colour(theme, drawn) - 255 * palette.rgb(shown)).max() <= 2, drawn


@pytest.mark.parametrize("drawn", [c for c in palette.PAIRS if c != "#ffffff"])
@pytest.mark.parametrize("theme", pictures.THEMES)
def test_what_lies_between_a_colour_and_paper_stays_between(theme, drawn):
    if drawn == "#000000":
        pytest.skip("ink is between black and paper")
    shown = palette.pairs(theme)
    for share in np.linspace(0, 1, 11):
        mixed = share * palette.rgb(drawn) + (1 - share) * palette.rgb("#ffffff")
        wanted = share * palette.rgb(shown[drawn]) + (1 - share) * palette.rgb(shown["#ffffff"])
        found = colour(theme, tuple(round(255 * part) for part in mixed))
        assert np.abs(found - 255 * wanted).max() <= 8


def contrast(one, other):
    """Return the contrast of two colours as WCAG has it."""
    parts = [palette.rgb(c) for c in (one, other)]
    linear = [np.where(p <= 0.04045, p / 12.92, ((p + 0.055) / 1.055) ** 2.4) for p in parts]
    low, high = sorted(p @ [0.2126, 0.7152, 0.0722] for p in linear)
    return (high + 0.05) / (low + 0.05)


def test_contrasts():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    for drawn, shown in palette.PAIRS.items():
        if drawn != "#ffffff":
            assert contrast(shown, palette.PAPER["dark"]) >= 6, shown
    roles = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
    themes = {name: (light, dark) for name, light, dark in roles}
    assert themes["paper"] == (palette.PAPER["light"], palette.PAPER["dark"])
    assert themes["adam"] == ("#0072b2", palette.PAIRS["#0072b2"])
    for name in ("ink", "soft", "adam", "bad", "partly", "good"):
        for theme in (0, 1):
            for ground in ("paper", "wash"):
                assert contrast(themes[name][theme], themes[ground][theme]) >= 4.5, (name, ground)


@pytest.fixture(scope="module")
def drawing():
    """Return a small figure, as PNG: a line on white, half as large on the page."""
    picture = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 50), (190, 50)], fill="#0072b2", width=21)
    stream = io.BytesIO()
    picture.save(stream, "png")
    return stream.getvalue()


def test_a_picture_is_drawn_for_both_themes_at_two_densities(drawing, tmp_path):
    stem, width, height = pictures.made(drawing, tmp_path)
    assert (width, height) == (100, 50)
    for theme in pictures.THEMES:
        for name, size in ((f"{stem}-{theme}", (100, 50)), (f"{stem}-{theme}-2x", (200, 100))):
            with Image.open(tmp_path / f"{name}.webp") as made:
                assert made.size == size
                shown = made.convert("RGB")
                middle = shown.getpixel((size[0] // 2, size[1] // 2))
                corner = shown.getpixel((0, 0))
            wanted = palette.pairs(theme)
            assert np.abs(middle - 255 * palette.rgb(wanted["#0072b2"])).max() <= 4
            assert np.abs(corner - 255 * palette.rgb(wanted["#ffffff"])).max() <= 4


def test_a_picture_is_made_once(drawing, tmp_path):
    stem, *_ = pictures.made(drawing, tmp_path)
    file = tmp_path / f"{stem}-dark.webp"
    file.write_bytes(b"kept")
    pictures.made(drawing, tmp_path)
    assert file.read_bytes() == b"kept"


@built
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BUILT).as_posix())
def test_pictures_have_sizes_and_wait(page):
    images = re.findall(r"<img [^>]*>", page.read_text("utf-8"))
    for tag in images:
        assert re.search(r'width="\d+" height="\d+" loading="lazy"', tag), tag
        assert len(re.search(r'alt="([^"]*)"', tag)[1].split()) >= 8
        one, two = re.search(r'src="([^"]+\.webp)" srcset="([^"]+-2x\.webp) 2x"', tag).groups()
        assert (page.parent / one).is_file()
        assert (page.parent / two).is_file()
    for theme in pictures.THEMES:
        assert sum(f'class="on-{theme}"' in tag for tag in images) * 2 == len(images)


# The race and the map


def test_the_race_is_a_race():
    found = race.paths()
    assert {len(path) for path in found.values()} == {race.STEPS + 1}
    ends = {name: race.cost(path[-1]) for name, path in found.items()}
    start = race.cost(race.START)
    assert all(end < start / 4 for end in ends.values())


def test_slopes_are_those_of_the_cost():
    point, tiny = np.array([0.3, -0.7]), 1e-6
    for axis in (0, 1):
        step = tiny * np.eye(2)[axis]
        numeric = (race.cost(point + step) - race.cost(point - step)) / (2 * tiny)
        assert race.slope(point)[axis] == pytest.approx(numeric, abs=1e-8)


def test_level_lines_are_level():
    for level in race.LEVELS:
        for x, y in re.findall(r"([-\d.]+),([-\d.]+)", race.contour(level)):
            point = (float(x) - race.LEFT) / race.UNIT, (race.TOP - float(y)) / race.UNIT
            assert race.cost(point) == pytest.approx(level, abs=0.002)


def test_adam_alone_does_not_mind_the_scale():
    from adamtext import run

    def steep(theta, t):
        return 10 * race.slope(theta)

    for name, rule in race.RULES.items():
        with np.errstate(all="ignore"):
            other = run(rule, steep, race.START, race.STEPS).theta
        apart = np.abs(other - race.paths()[name]).max()
        assert apart < 1e-5 if name == "Adam" else apart > 0.1


def rests():
    """Return what the map says: chapter -> the chapters that it rests on."""
    text = (ROOT / "book/map.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \[.*?\|.*?\|([^|]*)\|[^|]*\|$", text, re.M)
    return {
        int(number): {int(n) for n in needed.split(",") if n.strip()} for number, needed in rows
    }


def test_the_map_has_every_chapter_and_looks_back():
    chapters = sorted(int(path.name[:2]) for path in (ROOT / "book").glob("[0-9]*.ipynb"))
    assert sorted(rests()) == chapters
    assert all(other < number for number, needed in rests().items() for other in needed)


def test_a_chapter_rests_on_what_it_names_most():
    from book._ext.plain import grammar

    known = rests()
    for path in sorted((ROOT / "book").glob("[0-9]*.ipynb")):
        number, named = int(path.name[:2]), []
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                found = grammar.references("".join(cell["source"]))
                named += [int(n.split(".")[0]) for k, n in found if not grammar.is_papers(k, n)]
        beneath, below = set(), known[number]
        while below - beneath:
            beneath |= below
            below = set().union(*(known[other] for other in beneath))
        for other in {n for n in named if n < number and named.count(n) >= 2}:
            assert other in beneath, f"chapter {number} names {other} twice and more"


# Code


def test_code_is_marked_where_it_has_a_colour_only():
    style = ".a { }\n.highlight :is(.k, .s1) { }\nb .highlight :is(.n) { }"
    assert code.coloured(style) == {"k", "s1"}
    source = "def f(x):  # x\n    return x + 'a'\n"
    written = pygments.highlight(source, PythonLexer(), code.Coloured())
    assert re.findall('<span class="([^"]+)">', written) == ["k", "c1", "k", "s1"]
    assert html.unescape(re.sub("<[^>]+>", "", written)).strip() == source.strip()


# The policy, and weights


def test_the_policy_allows_its_own_only():
    words = contents.policy("<style>a { }</style>")
    assert "unsafe-inline" not in words.replace("style-src-attr 'unsafe-inline'", "")
    assert "unsafe-eval" not in words
    assert not re.search(r"https?:|\*|data:|blob:", words)
    assert contents.digest("a { }") in words
    assert contents.digest(contents.FIRST_SCRIPT) in words


@built
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BUILT).as_posix())
def test_nothing_inline_that_the_policy_does_not_name(page):
    text = page.read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    for name in ("script", "style"):
        for inline in re.findall(rf"<{name}>(.*?)</{name}>", text, re.S):
            assert contents.digest(inline) in policy.replace("&#39;", "'")
    assert not re.search(r'<[^>]+ on\w+="', text)
    assert not re.search(
        r'(?:src|href)="(?:https?:)?//[^"]*"[^>]*rel="(?:stylesheet|preload)', text
    )


@built
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BUILT).as_posix())
def test_a_first_load_is_light(page):
    """Page, style, scripts and fonts are at most 150 kB, and 400 kB with all pictures.

    Every font counts, but the one of Greek letters, which a page without any in its text leaves.
    """
    text = page.read_text("utf-8")
    assert all(name in CSS for name in ("fonts/text.woff2", "fonts/math.woff2"))
    scripts = re.findall(r'<script src="([^"]+)"', text)
    packed = [page, BUILT / "_static/paper.css", *(page.parent / script for script in scripts)]
    said = re.sub(r"<(math|pre|code|script|template)\b.*?</\1>|<[^>]*>", "", text, flags=re.S)
    left = [] if re.search("[Ͱ-Ͽ]", said) else ["text-greek.woff2"]
    paths = (BUILT / "_static/fonts").glob("*.woff2")
    fonts = [path.stat().st_size for path in paths if path.name not in left]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in packed) + sum(fonts)
    assert weight <= 150_000
    shown = [page.parent / name for name in re.findall(r'src="([^"]+-light\.webp)"', text)]
    assert weight + sum(path.stat().st_size for path in shown) <= 400_000


def test_the_extension_says_what_it_is():
    assert "MathML" in paper.__doc__
