"""Guesses in a browser: drawn by mouse, finger and keys, kept, listed, erased."""

import html
import json
import re
import statistics
from pathlib import Path

import live_page
import pytest
from browser import Phone, visits

from adamtext.teach.live import Guess, Guesses
from adamtext.teach.live.curves import CURVES
from tools.lighthouse import serve

BUILT = Path(__file__).parents[1] / "_build/html/book"
KEPT = "JSON.parse(localStorage.getItem('adam-guesses') ?? 'null')?.guesses ?? {}"
RATIO = CURVES["step-ratio"]
AXE = BUILT.parents[2] / "tools/web/node_modules/axe-core/axe.min.js"
needs_book = pytest.mark.skipif(
    not (BUILT / "guesses.html").exists(), reason="no book is built: `make book`"
)
GUESSES = Guesses()  # all curves, which take a moment


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page from disk; afterwards nothing may have failed or come from elsewhere."""
    live_page.write(tmp_path, "ratio", Guess("step-ratio"))
    live_page.write(tmp_path, "guesses", GUESSES)
    with visits(browser) as visit:

        def opened(page, **settings):
            tab = visit((tmp_path / f"{page}.html").as_uri(), **settings)
            tab.locator(".live-figure button").first.wait_for(state="attached")
            return tab

        yield opened


def draw(tab, *points):
    """Draw with the mouse through points of the sheet, in shares of its width and height."""
    tab.locator(".guess-sheet").scroll_into_view_if_needed()
    box = tab.locator(".guess-sheet").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]) for x, y in points]
    tab.mouse.move(*at[0])
    tab.mouse.down()
    for point in at[1:]:
        tab.mouse.move(*point, steps=8)
    tab.mouse.up()


def words(tab):
    return tab.locator(".live-words").first.inner_text()


def heights(tab):
    """Return what a screen reader is told of the marks."""
    return [mark.get_attribute("aria-valuetext") for mark in tab.get_by_role("slider").all()]


def test_a_drawn_guess_is_kept_listed_and_erased(visit):
    tab = visit("ratio")
    draw(tab, (0, 1 / 8), (1, 1 / 8))
    assert heights(tab) == ["1 α"] * len(RATIO.marks)
    assert tab.locator(".guess-true").count() == 0
    assert words(tab) == ""
    tab.get_by_role("button", name="Show me", exact=True).click()
    said = "You expected 1 α; at step 12 it is 6.57 α."
    assert words(tab) == f"{said} {RATIO.lesson}"
    assert tab.locator(".guess-true").count() == 1

    tab.reload()
    tab.locator(".guess-true").wait_for()
    assert words(tab).startswith(said)
    kept = tab.evaluate(KEPT)
    assert list(kept) == ["step-ratio"]
    assert kept["step-ratio"]["heights"] == [1] * len(RATIO.marks)

    tab.get_by_role("link", name="Where you were wrong").click()
    tab.locator(".guesses-list svg").wait_for()
    assert words(tab) == f"1 of {len(CURVES)} drawn."
    assert tab.locator(".guesses-gap").inner_text() == said
    assert RATIO.lesson in tab.locator(".guesses-list").inner_text()
    link = tab.locator(".guesses-title a")
    assert link.get_attribute("href") == "03-bias-correction.html#fig-guess-step-ratio"
    tab.get_by_role("button", name="Erase all").click()
    tab.get_by_role("button", name="Erase them for good?").click()
    assert words(tab) == "You have drawn none of them yet."
    assert tab.evaluate("localStorage.length") == 0
    assert tab.locator(".guesses-rest a").count() == len(CURVES)


def test_one_guess_is_forgotten_and_others_stay(visit):
    tab = visit("guesses")
    both = {
        name: {"at": "2026-01-01T00:00:00Z", "heights": [1.0] * len(CURVES[name].marks)}
        for name in ("step-ratio", "raised-beta2", "outlier")
    }
    kept = json.dumps({"format": "adam-guesses 1", "guesses": both})
    tab.evaluate("text => localStorage.setItem('adam-guesses', text)", kept)
    tab.reload()
    tab.locator(".guesses-list svg").first.wait_for()
    assert words(tab) == f"3 of {len(CURVES)} drawn, the widest gap first."
    titles = tab.locator(".guesses-title").all_inner_texts()
    assert titles == [CURVES[n].title for n in ("step-ratio", "raised-beta2", "outlier")]
    tab.get_by_role("button", name=f"Forget: {RATIO.title}").click()
    assert set(tab.evaluate(KEPT)) == {"raised-beta2", "outlier"}
    tab.get_by_role("button", name="Erase all").click()
    tab.get_by_role("button", name="Erase them for good?").blur()  # on second thoughts
    assert tab.get_by_role("button", name="Erase all").count() == 1
    assert set(tab.evaluate(KEPT)) == {"raised-beta2", "outlier"}


def test_keys_alone(visit):
    tab = visit("ratio")
    tab.keyboard.press("Tab")
    marks = tab.get_by_role("slider")
    assert marks.first.evaluate("mark => mark === document.activeElement")
    assert marks.first.get_attribute("aria-label") == "Your guess at step 1"
    assert heights(tab) == ["not set"] * len(RATIO.marks)
    for key in ("ArrowDown", "ArrowDown", "PageUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        tab.keyboard.press(key)
    low = 4 - 2 * RATIO.step + 5 * RATIO.step
    told = [f"{y:g} α" for y in (low, low + RATIO.step, low + RATIO.step)]
    assert heights(tab)[:4] == [*told, "not set"]
    tab.keyboard.press("Home")
    assert heights(tab)[2] == "0 α"
    tab.keyboard.press("Enter")
    assert words(tab).startswith("You expected 0 α; at step 12 it is 6.57 α.")
    here = tab.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    assert here == "0 α, it is 6.57 α"
    tab.keyboard.press("ArrowUp")  # what has been shown is guessed no more
    assert heights(tab)[2] == "0 α, it is 6.57 α"
    tab.keyboard.press("ArrowLeft")
    here = tab.evaluate("document.activeElement.getAttribute('aria-label')")
    assert here == "Your guess at step 3"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert heights(tab) == ["not set"] * len(RATIO.marks)
    assert tab.evaluate(KEPT) == {}


def test_a_finger_draws_sideways_and_scrolls_up_and_down(visit):
    tab = visit("ratio", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 500})
    tab.evaluate("document.body.style.paddingBottom = '2000px'")
    hand = tab.context.new_cdp_session(tab)
    box = tab.locator(".guess-sheet").bounding_box()

    def swipe(*points):
        for k, (x, y) in enumerate(points):
            spot = {"x": box["x"] + x * box["width"], "y": box["y"] + (1 - y) * box["height"]}
            event = {"type": "touchMove" if k else "touchStart", "touchPoints": [spot]}
            hand.send("Input.dispatchTouchEvent", event)
            tab.wait_for_timeout(30)
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        tab.wait_for_timeout(300)

    count = len(RATIO.marks)
    swipe(*[(0.4, 0.1 + k / 10) for k in range(8)])
    assert heights(tab) == ["not set"] * count
    assert tab.evaluate("scrollY") > 50
    tab.evaluate("scrollTo(0, 0)")
    tab.wait_for_timeout(100)
    swipe(*[(0.02 + k / 10, 0.3) for k in range(10)], (1, 0.3))
    assert tab.evaluate("scrollY") == 0
    assert heights(tab) == ["2.4 α"] * count
    left = 14 / box["width"]
    swipe(*[(left, 0.3 + k / 10) for k in range(6)])  # on a handle: it moves, not the page
    assert tab.evaluate("scrollY") == 0
    assert heights(tab) == ["6.4 α"] + ["2.4 α"] * (count - 1)
    tab.touchscreen.tap(box["x"] + 14, box["y"] + 0.05 * box["height"])
    assert heights(tab)[0] == "7.6 α"


def test_one_may_look_without_a_guess(visit):
    tab = visit("ratio")
    tab.get_by_role("button", name="Just show me").click()
    assert words(tab) == RATIO.lesson
    assert tab.locator(".guess-true").count() == 1
    assert tab.evaluate(KEPT) == {}
    tab.get_by_role("button", name="Draw again").click()
    assert tab.locator(".guess-true").count() == 0


def test_paper_shows_the_truth(visit):
    tab = visit("ratio")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".guess-true").count() == 1
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator(".guess-true").count() == 0


def test_what_is_kept_elsewhere_arrives(visit):
    one = visit("ratio")
    other = one.context.new_page()
    other.goto(one.url)
    other.locator(".guess-sheet").wait_for()
    draw(one, (0, 0.5), (1, 0.5))
    one.get_by_role("button", name="Show me", exact=True).click()
    other.locator(".guess-true").wait_for()


def test_a_browser_that_keeps_nothing(browser, tmp_path):
    forbid = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    page = live_page.write(tmp_path, "both", Guess("step-ratio"), Guesses())
    with visits(browser, script=forbid) as visit:
        tab = visit(page.as_uri())
        tab.locator(".guess-sheet").wait_for()
        draw(tab, (0, 0.5), (1, 0.5))
        tab.get_by_role("button", name="Show me", exact=True).click()
        assert words(tab).startswith("You expected")


def test_motion_and_colours_are_the_readers(visit):
    still = visit("ratio", reduced_motion="reduce")
    still.get_by_role("button", name="Just show me").click()
    style = "getComputedStyle(document.querySelector('.guess-true')).%s"
    assert still.evaluate(style % "animationName") == "none"
    assert still.evaluate(style % "strokeDasharray") == "none"
    moving = visit("ratio", reduced_motion="no-preference")
    moving.get_by_role("button", name="Just show me").click()
    assert moving.evaluate(style % "animationName") == "guess-drawn"
    forced = visit("ratio", forced_colors="active", color_scheme="dark")
    forced.get_by_role("button", name="Just show me").click()
    system = (
        "getComputedStyle(document.querySelector('.live-widget')).getPropertyValue('--live-fine')"
    )
    assert forced.evaluate(system).strip() == "LinkText"


def test_a_phone_shows_every_curve_whole(browser, tmp_path):
    page = live_page.write(tmp_path, "all", *map(Guess, CURVES))
    with visits(browser) as visit:
        tab = visit(page.as_uri(), viewport={"width": 390, "height": 800})
        for number, curve in enumerate(CURVES.values()):
            place = tab.locator(".live-figure").nth(number)
            place.evaluate("each => each.scrollIntoView()")
            place.get_by_role("button", name="Just show me").click()
            frame = place.locator(".live-picture").bounding_box()
            for text in place.locator(".live-picture text").all():
                box = text.bounding_box()
                assert frame["x"] - 1 <= box["x"], text.inner_text()
                assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, curve.name
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390


STROKE = """() => {
  const sheet = document.querySelector(".guess-sheet");
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const point = (type, x, y) => sheet.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 1, clientX: left + x * width, clientY: top + y * height,
  }));
  SVGElement.prototype.setPointerCapture = () => 0; // there is no pointer
  point("pointerdown", 0, 0.5);
  for (let k = 0; k < 25; k++) point("pointermove", k / 25, 0.5);
}"""


def stroke(tab):
    """Return what a move costs, and a fixed amount of work in the same page, in milliseconds."""
    phone, moves, units = Phone(tab), [], []
    for _ in range(3):
        units.append(phone.reference())
        moves.append(phone.cost(lambda: tab.evaluate(STROKE), 25))
    return statistics.median(moves), statistics.median(units)


def test_a_stroke_is_drawn_without_a_halt(visit):
    """Beside the fixed work: how fast the machine is does not matter."""
    move, unit = stroke(visit("ratio", viewport={"width": 390, "height": 800}))
    print(f"{move:.2f} ms a move, {unit:.2f} ms the reference")
    assert move < unit


def test_a_stroke_that_halts_is_noticed(visit):
    tab = visit("ratio", viewport={"width": 390, "height": 800})
    tab.evaluate("""() => document.querySelector(".guess-sheet").addEventListener(
      "pointermove", () => {
        const picture = document.querySelector(".live-picture");
        for (let k = 0; k < 100; k++) {
          picture.style.paddingTop = `${k % 2}px`;
          document.body.offsetHeight;
        }
      })""")
    move, unit = stroke(tab)
    assert move > unit


WIDGET = """async ([source, state]) => {
  const { default: widget } = await import("data:text/javascript," + encodeURIComponent(source));
  const saved = [];
  const model = {
    get: (key) => state[key],
    set: (key, value) => (state[key] = value),
    on() {}, off() {},
    save_changes: () => saved.push([...state.guess]),
  };
  const undo = widget.render({ model, el: document.body });
  const mark = document.querySelector("[role=slider]");
  mark.focus();
  mark.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
  document.querySelector("button").click();
  undo();
  const words = document.querySelector(".live-words").textContent;
  return [saved, document.querySelectorAll("a").length, words];
}"""


def test_jupyter_hears_of_the_guess(browser):
    figure = Guess("step-ratio")
    state = {"data": figure.data, "guess": figure.guess}
    with browser.new_context() as context:
        saved, links, said = context.new_page().evaluate(WIDGET, [str(figure._esm), state])
    assert saved == [[8.0] * len(RATIO.marks)]
    assert links == 0
    assert said.startswith("You expected 8 α; at step 5000 it is 1 α.")


@needs_book
def test_the_books_pages_have_the_curves_of_python(browser):
    with visits(browser) as visit:
        tab = visit((BUILT / "guesses.html").as_uri(), java_script_enabled=False)
        links = tab.locator(".live-figure li a")
        assert links.count() == len(CURVES)
        places = [link.get_attribute("href") for link in links.all()]
        for curve, place in zip(CURVES.values(), places, strict=True):
            file, _, anchor = place.partition("#")
            page = (BUILT / file).read_text("utf-8")
            assert page.count(f'id="{anchor}"') == 1
            states = re.findall(r'data-figure="guess" data-state="([^"]+)"', page)
            found = [json.loads(html.unescape(state))["data"] for state in states]
            assert [data for data in found if data["name"] == curve.name] == [curve.data()]


@pytest.fixture(scope="module")
def served():
    server = serve(BUILT.parent)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def axe(tab):
    """Return what axe finds wrong, small targets included; nothing where it is not installed."""
    if not AXE.exists():
        return []
    tab.evaluate(AXE.read_text("utf-8"))
    return tab.evaluate("""async () => {
      const rules = { "target-size": { enabled: true } };
      const found = await axe.run(document, { resultTypes: ["violations"], rules });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    }""")


@needs_book
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_guess_in_the_book(browser, served, theme):
    with visits(browser, own=(served,)) as visit:
        address = f"{served}/book/03-bias-correction.html"
        tab = visit(address, color_scheme=theme, reduced_motion="reduce")
        figure = tab.locator('.live-figure[data-figure="guess"]').first
        figure.evaluate("each => each.scrollIntoView()")
        figure.locator("svg").wait_for()
        assert axe(tab) == []
        figure.get_by_role("slider").first.press("Home")
        figure.get_by_role("button", name="Show me", exact=True).click()
        assert axe(tab) == []
        figure.get_by_role("link", name="Where you were wrong").click()
        tab.locator(".guesses-list svg").wait_for()
        assert "You expected 0 α; at step 12 it is 6.57 α." in tab.locator(".guesses").inner_text()
        assert axe(tab) == []
