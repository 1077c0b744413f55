"""Every page of the built book, for everyone: axe, three widths, both themes, keys alone.

Of the pages that list source code, all of one template, as many as show all kinds of elements.
axe comes from npm (`npm ci --prefix tools/web`, which `make site-test` does); without it the tests
that need it are passed over, with this reason.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from browser import resize, visits, wait_until

from tools.addresses import pages

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "_build/html"
AXE = ROOT / "tools/web/node_modules/axe-core/axe.min.js"
PAGES = pages(BUILT)
BOOK = [page for page in PAGES if "_modules" not in page.parts]
pytestmark = pytest.mark.skipif(not PAGES, reason="no book is built; run `make book`")


def each(pages):
    return pytest.mark.parametrize(
        "page", pages, ids=lambda page: page.relative_to(BUILT).as_posix().removesuffix(".html")
    )


@pytest.fixture
def visit(browser, served):
    """Open a page from a server; afterwards nothing may have failed or come from elsewhere."""
    wide = {"viewport": {"width": 1440, "height": 900}}

    def address(page):
        return f"{served}/{page.relative_to(BUILT).as_posix()}"

    with visits(browser, own=(served,), script=WATCH) as visit:
        yield lambda page, **settings: visit(address(page), **wide | settings)


# What the page may not do is said aloud, and how far things jump is added up.
WATCH = """
addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.blockedURI}`));
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

# Sections far from sight are laid out first, or what axe measures moves while it measures; then the
# page has time to see what scrolls.
RUN = """async ([context, options]) => {
  for (const part of document.querySelectorAll("section")) part.style.contentVisibility = "visible";
  for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
  const found = await axe.run(context, { resultTypes: ["violations"], ...options });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.length} of ${nodes[0].html}`);
}"""
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that depend on the theme, and slow
WHOLE = {"include": ["html"]}
EVERY = {"rules": {"target-size": {"enabled": True}}}
SHAPES = {"rules": EVERY["rules"] | {rule: {"enabled": False} for rule in COLOURS}}


def kinds(page):
    """Return what elements and classes a page has."""
    tags = re.findall(r'<(\w+)(?:[^>]*?\bclass="([^"]*)")?', page.read_text("utf-8"))
    return {(tag, name) for tag, names in tags for name in names.split() or [""]}


def every_kind(pages):
    """Return some of the pages that together have all kinds of elements that there are."""
    seen, chosen = set(), []
    for page in sorted(pages, key=lambda page: (-len(kinds(page)), page)):
        if not kinds(page) <= seen:
            chosen.append(page)
            seen |= kinds(page)
    return chosen


def test_pages_that_show_all_kinds_are_chosen(tmp_path):
    one, two, three = (tmp_path / name for name in "abc")
    one.write_text('<p class="x y">')
    two.write_text('<p class="x"><b>')
    three.write_text('<p class="y">')
    assert every_kind([three, two, one]) == [one, two]


SOURCES = every_kind(page for page in PAGES if page not in BOOK)  # code, made by one template


@pytest.mark.skipif(not AXE.exists(), reason="axe is not installed: npm ci --prefix tools/web")
@each(BOOK + SOURCES)
def test_axe_finds_nothing(visit, page):
    tab = visit(page, color_scheme="light")
    tab.evaluate(AXE.read_text("utf-8"))
    assert tab.evaluate(RUN, [WHOLE, EVERY]) == []
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(RUN, [WHOLE, {"runOnly": COLOURS}]) == [], "dark"
    resize(tab, 360)
    assert tab.evaluate(RUN, [WHOLE, SHAPES]) == [], "360 pixels"
    around = {"exclude": ["main"]}  # whose colours are those that it has when it is wide
    assert tab.evaluate(RUN, [around, {"runOnly": COLOURS}]) == [], "dark, 360 pixels"
    tab.emulate_media(color_scheme="light")
    assert tab.evaluate(RUN, [around, {"runOnly": COLOURS}]) == [], "360 pixels"


@each(BOOK + SOURCES)
def test_nothing_hangs_over_at_any_width(visit, page):
    tab = visit(page)
    for theme, paper in {"light": "rgb(253, 253, 251)", "dark": "rgb(20, 24, 29)"}.items():
        tab.emulate_media(color_scheme=theme)
        shown = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert shown == paper
        for width in (1440, 768, 720, 360):  # 720: a screen of 1440 at 200 %
            resize(tab, width)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width


@each(BOOK)
def test_nothing_moves(visit, page):
    tab = visit(page, viewport={"width": 412, "height": 823})
    height = tab.evaluate("document.documentElement.scrollHeight")
    for y in range(0, min(height, 12_000), 600):
        tab.evaluate(f"scrollTo(0, {y})")
        tab.wait_for_timeout(25)
    assert tab.evaluate("window.shift") <= 0.01


LONG = [page for page in BOOK if '<article class="long">' in page.read_text("utf-8")]
MEASURED = """() => [...document.querySelectorAll(".long > section > section")].slice(2)
  .every(({ style }) => style.containIntrinsicBlockSize)"""
ASLEEP = """history.scrollRestoration = "manual";  // and nothing wakes, for that would grow
window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };"""
# Sections that are not laid out: how high they are taken to be, and how high they are in sight.
HEIGHTS = """async (forget) => {
  const sections = [...document.querySelectorAll(".long > section > section")];
  const far = sections.filter(({ style }) => style.containIntrinsicBlockSize);
  if (forget) for (const { style } of far) style.containIntrinsicBlockSize = "";
  const taken = far.map((section) => section.offsetHeight);
  const heights = [];
  for (const [k, section] of far.entries()) {
    section.scrollIntoView();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    heights.push([taken[k], section.offsetHeight]);
  }
  return heights;
}"""


@each([page for page in LONG if page.name[:2].isdigit()])
def test_sections_far_below_have_their_height(visit, page):
    """Else their words lie under those of the next section, and a button cannot be touched."""
    wrong = []
    for forget in (False, True):
        tab = visit(page, viewport={"width": 412, "height": 823})
        tab.add_init_script(ASLEEP)
        tab.reload()
        wait_until(tab, MEASURED)
        heights = tab.evaluate(HEIGHTS, forget)
        assert heights
        wrong.append([pair for pair in heights if abs(pair[0] - pair[1]) > 0.02 * pair[1]])
    assert wrong[0] == []
    assert wrong[1], "they had it without being measured"


MARGIN = "getComputedStyle(e).margin"
HOSTS = 'document.querySelectorAll(".live-figure")'
ALIVE = [page for page in BOOK if 'class="live-figure"' in page.read_text("utf-8")]


@pytest.mark.parametrize("width", [360, 412, 600, 768, 1440])
@each(ALIVE)
def test_a_live_figure_wakes_in_the_room_kept_for_it(visit, page, width):
    tab = visit(page, viewport={"width": width, "height": 900})
    rooms = f"Array.from({HOSTS}, (e) => [e.dataset.figure, e.offsetHeight, {MARGIN}])"
    asked, late = [], True
    style = (BUILT / "_static/paper.css").read_text("utf-8").replace("optional", "block")
    tab.route("**/paper.css", lambda route: route.fulfill(body=style, content_type="text/css"))
    tab.route("**/live-*.js", lambda route: asked.append(route) if late else route.continue_())
    tab.reload()
    tab.evaluate("document.fonts.ready.then(() => true)")
    asleep = tab.evaluate(rooms)
    for number in range(len(asleep)):
        tab.evaluate(f"{HOSTS}[{number}].scrollIntoView()")
        tab.wait_for_timeout(50)  # its script is asked for, and does not come
    assert tab.evaluate(rooms) == asleep
    late = False
    for route in asked:
        route.continue_()
    for number in range(len(asleep)):
        tab.evaluate(f"{HOSTS}[{number}].scrollIntoView()")
        tab.locator(".live-figure").nth(number).locator(".live-widget").wait_for()
    assert tab.evaluate(rooms) == asleep


def test_the_folder_leads_to_the_title_page(browser, served):
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{served}/index.html")
        tab.wait_for_url("**/book/intro.html")
        assert "Adam" in tab.locator("h1").inner_text()


@each(BOOK)
def test_headings_stand_in_order(visit, page):
    tab = visit(page)
    levels = tab.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')].map((h) => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each(BOOK)
def test_without_scripts_everything_can_be_read(visit, page):
    tab = visit(page, java_script_enabled=False)
    assert tab.locator("h1").is_visible()
    for name in ("search-open", "theme"):
        assert not tab.locator(f".bar .{name}").is_visible()
    assert not tab.locator(".race-panel").is_visible()
    for formula in tab.locator("main math").all()[:20]:
        assert formula.evaluate("f => f.namespaceURI").endswith("MathML")
    tab.locator(".drawer summary").click()
    assert tab.locator(".drawer nav a").first.is_visible()


SEEN = """() => {
  const on = document.activeElement;
  if (on === document.body) return null;
  const look = getComputedStyle(on);
  const grip =
    on.matches(".start, .guess-handle, .weight-point, .valley-start") &&
    on.querySelector(".grip, .guess-grip, .live-grip");
  const part = grip ? getComputedStyle(grip).stroke : "none";
  const frame = on.matches(".who-mark") && getComputedStyle(on.firstElementChild).strokeWidth;
  const box = on.getBoundingClientRect();
  return {
    what: on.outerHTML.slice(0, 120),
    seen: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1) ||
      part !== "none" || frame === "5px",
    there: box.width > 0 && box.height > 0,
    main: on.tagName === "MAIN",
  };
}"""


@each(BOOK)
def test_by_key_one_sees_where_one_is(visit, page):
    tab = visit(page)
    tab.keyboard.press("Tab")
    assert "To the text" in tab.evaluate("document.activeElement.textContent")
    assert tab.locator(".skip").bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#text"
    for _ in range(40):
        tab.keyboard.press("Tab")
        at = tab.evaluate(SEEN)
        if at is None:
            break
        assert at["there"], at["what"]
        assert at["seen"] or at["main"], at["what"]


CHAPTER = BUILT / "book/03-bias-correction.html"


def test_the_drawer_and_the_search_by_key(visit):
    tab = visit(CHAPTER)
    summary = tab.locator(".drawer summary")
    summary.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.drawer nav') !== null")
    tab.keyboard.press("Escape")
    assert tab.locator(".drawer[open]").count() == 0
    assert summary.evaluate("s => s === document.activeElement")
    tab.keyboard.press("/")
    tab.keyboard.type("trust region")
    tab.locator("dialog li a").first.wait_for()
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('dialog li a')")
    tab.keyboard.press("Escape")
    assert tab.locator("dialog[open]").count() == 0
    tab.keyboard.press("Control+k")
    tab.locator("dialog input").fill("trust region")
    tab.locator("dialog li a").first.wait_for()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/02-interpretation.html#a-trust-region")


def test_the_theme_is_chosen_and_kept(visit):
    tab = visit(CHAPTER, color_scheme="light")
    shown = """[...document.querySelectorAll("figure img")]
      .filter((image) => image.offsetWidth).map((image) => image.className)"""
    assert set(tab.evaluate(shown)) == {"on-light"}
    tab.locator(".bar .theme").click()
    assert set(tab.evaluate(shown)) == {"on-dark"}
    tab.reload()
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(tab.evaluate(shown)) == {"on-light"}


def test_formulas_are_copied_as_tex(visit):
    tab = visit(CHAPTER)
    text = tab.evaluate("""() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("p:has(.math)"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      const settings = { clipboardData: new DataTransfer(), cancelable: true, bubbles: true };
      const event = new ClipboardEvent("copy", settings);
      document.dispatchEvent(event);
      return event.clipboardData.getData("text/plain");
    }""")
    assert text.count("$") >= 2
    assert "\\" in text


def test_less_motion_and_forced_colours(visit):
    tab = visit(BUILT / "book/intro.html", reduced_motion="reduce", forced_colors="active")
    before = tab.locator(".race").inner_html()
    tab.locator(".race-panel button").click()
    tab.wait_for_timeout(200)
    assert tab.locator(".race").inner_html() == before
    assert tab.evaluate("getComputedStyle(document.querySelector('a')).transitionDuration") == "0s"


def drawn(tab):
    return {
        name: tab.locator(f".race g.{name} path").get_attribute("d").replace(" ", "")
        for name in ("SGD", "momentum", "Adam")
    }


def test_the_race_is_the_still_picture_until_one_changes_it(visit):
    page = BUILT / "book/intro.html"
    still = visit(page, java_script_enabled=False)
    tab = visit(page)
    tab.locator(".race-panel input").dispatch_event("input")  # draws it anew, as it is
    assert drawn(tab) == drawn(still)
    for part in ("circle", "text"):
        for name in ("SGD", "momentum", "Adam"):
            one, other = (t.locator(f".race g.{name} {part}") for t in (tab, still))
            for key in ("cx", "cy") if part == "circle" else ("x", "y"):
                assert float(one.get_attribute(key)) == pytest.approx(
                    float(other.get_attribute(key)), abs=0.11
                )
    assert tab.locator(".race-said").inner_text() == still.locator(".race-said").inner_text()

    before = drawn(tab)
    slider = tab.locator(".race-panel input")
    slider.focus()
    for _ in range(10):
        tab.keyboard.press("ArrowRight")
    assert tab.locator(".race-panel output").inner_text() == "times 10"
    after = drawn(tab)
    assert [name for name in after if after[name] == before[name]] == ["Adam"]

    start = tab.locator(".race .start")
    start.focus()
    tab.keyboard.press("ArrowUp")
    assert all(drawn(tab)[name] != after[name] for name in after)
    box = start.bounding_box()
    tab.mouse.move(box["x"] + 22, box["y"] + 22)
    moved = drawn(tab)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 100, box["y"] + 60, steps=3)
    tab.mouse.up()
    assert all(drawn(tab)[name] != moved[name] for name in moved)


def test_the_race_runs(visit):
    tab = visit(BUILT / "book/intro.html")
    whole = drawn(tab)["Adam"]
    tab.locator(".race-panel button").click()
    tab.wait_for_timeout(300)
    assert len(drawn(tab)["Adam"]) < len(whole)
    tab.wait_for_timeout(4500)
    assert drawn(tab)["Adam"] == whole


def test_the_map_leads_to_every_chapter_and_section(visit):
    page = BUILT / "book/map.html"
    tab = visit(page)
    links = tab.evaluate(
        "[...document.querySelectorAll('.bookmap a')].map((a) => a.getAttribute('href'))"
    )
    assert sorted(links) == sorted(path.name for path in PAGES if path.name[:2].isdigit())
    for address in tab.evaluate(
        "[...document.querySelectorAll('.all-sections p a')].map((a) => a.getAttribute('href'))"
    ):
        file, _, anchor = address.partition("#")
        assert f'id="{anchor}"' in (page.parent / file).read_text("utf-8"), address
    text = (ROOT / "book/map.md").read_text("utf-8")
    needed = re.findall(r"^\| \d+ \[.*?\|.*?\|([^|]*)\|", text, re.M)
    assert tab.locator(".bookmap .needs").count() == sum(
        len(n.split(",")) for n in needed if n.strip()
    )


INTERACT = """async () => {
  for (const details of document.querySelectorAll("main details")) details.open = true;
  for (const button of document.querySelectorAll("main .copy")) button.click();
}"""


@each(BOOK)
def test_no_interaction_breaks_the_policy(browser, served, page):
    """Everything on a page is opened, pressed, pointed at and searched; see `visit` for faults."""
    faults = []
    with browser.new_context(permissions=["clipboard-write"]) as context:
        tab = context.new_page()
        tab.add_init_script(WATCH)
        tab.on("console", lambda m: m.type in ("error", "warning") and faults.append(m.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda r: r.url.startswith(served) or faults.append(r.url))
        tab.goto(f"{served}/{page.relative_to(BUILT).as_posix()}")
        tab.evaluate(INTERACT)
        for selector in (
            ".bar .theme",
            ".drawer summary",
            ".live-figure",
            "main th button",
            "fieldset label",
        ):
            for part in tab.locator(selector).all()[:3]:
                part.scroll_into_view_if_needed()
                if "live" in selector:
                    tab.locator(".live-widget").first.wait_for()
                else:
                    part.click()
        for control in tab.locator(".live-controls :is(input, button)").all():
            control.focus()
            control.press("ArrowRight")
        tab.keyboard.press("Escape")
        for link in tab.locator("main a.to-piece").all()[:3]:
            if link.is_visible():
                link.hover()
                tab.wait_for_timeout(200)
        tab.keyboard.press("Control+k")
        tab.locator("dialog input").fill("adam")
        tab.locator("dialog li a").first.wait_for()
    assert faults == []
