"""What a reader meets in a browser: live figures that answer, with no kernel and no other host."""

import re
from pathlib import Path

import live_page
import pytest
from browser import visits

from adamtext.teach.live import (
    Betas,
    Game,
    GradientStream,
    Guess,
    Norms,
    OneWeight,
    Race,
    Reality,
    Resume,
    Sheet,
    Weightings,
    WhoWins,
)

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "_build/html").rglob("*.html"))
STILL = re.compile(r'class="live-figure".*?>\s*<img')  # and not the list of guesses
BUILT = [page for page in PAGES if STILL.search(page.read_text(encoding="utf-8"))]
FIGURES = {
    "stream": (GradientStream(), {"select": 1, "input": 3, "button": 3}),
    "betas": (Betas(), {"select": 0, "input": 2, "button": 5}),
    "guess": (Guess("step-ratio"), {}),
    "game": (Game(beta1=0.3, beta2=0.2), {"input": 5, "button": 5}),
    "norms": (Norms(), {"input": 3, "button": 4}),
    "race": (Race(), {"input": 7, "button": 4}),
    "resume": (Resume(lost="v", past=100), {"select": 2, "input": 3}),
    "sheet": (Sheet(), {"button": 4}),
    "weight": (OneWeight(), {"input": 3, "button": 3}),
    "weightings": (Weightings(), {"input": 3, "button": 5}),
    "reality": (
        Reality(run="fig4a-small", beta1=0.0, beta2=0.99, alpha=1e-4),
        {"select": 1, "input": 3, "button": 3},
    ),
    "who-wins": (WhoWins(), {"input": 3}),
}


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page from disk; afterwards nothing may have failed or come from elsewhere."""

    def file(page):
        if page not in FIGURES:
            return page
        return live_page.write(tmp_path, page, FIGURES[page][0])

    def opened(page, java_script_enabled=True, **settings):
        tab = visit(file(page).as_uri(), java_script_enabled=java_script_enabled, **settings)
        if page in FIGURES and java_script_enabled:
            tab.locator(".live-picture svg").first.wait_for()
        return tab

    with visits(browser) as visit:
        yield opened


def shown(tab):
    """Return the drawing and what is said about it."""
    return (
        tab.locator(".live-picture").inner_html(),
        tab.locator(".live-words, .live-facts").inner_text().replace("\xa0", " "),
    )


@pytest.mark.parametrize("figure", FIGURES)
def test_every_control_answers_to_the_keyboard(visit, figure):
    tab = visit(figure)
    for kind, count in FIGURES[figure][1].items():
        controls = tab.locator(f".live-controls {kind}")
        assert controls.count() == count
        for control in controls.all():
            before, key = shown(tab), {"button": "Enter", "select": "ArrowDown"}.get(kind)
            control.focus()
            if control.get_attribute("aria-pressed") == "true":  # it holds: move on, and come back
                tab.locator(".live-controls input").last.press("ArrowRight")
                assert control.get_attribute("aria-pressed") == "false"
                before = shown(tab)
            control.press(key or "ArrowRight")
            after = shown(tab)
            assert before[0] != after[0]
            assert before[1] != after[1]
            if kind == "input":
                assert control.evaluate("control => control === document.activeElement")
            if kind == "button":
                assert control.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("figure", FIGURES)
def test_every_control_has_a_name(visit, figure):
    tab = visit(figure)
    for control in tab.locator(".live-controls :is(input, select)").all():
        assert control.evaluate("control => control.labels[0].innerText.trim()")
    for picture in tab.locator(".live-picture svg").all():
        assert len(picture.get_attribute("aria-label").split()) >= 8


def test_readouts_say_what_adamtext_computes(visit):
    tab = visit("stream")
    assert "1 α (t = 1) with the corrections, 6.57 α (t = 12) without" in shown(tab)[1]
    tab.locator("select").select_option("worst")
    assert "Longest step: 3.1 α (t = 200) with the corrections" in shown(tab)[1]
    facts = shown(visit("betas"))[1]
    for words in ("7.27 α", "6.57 times as long, at t = 12", "6.58 steps", "693 steps"):
        assert words in facts


def test_point_follows_the_mouse(visit):
    tab = visit("betas")
    box = tab.locator(".live-plane").bounding_box()
    tab.mouse.move(box["x"] + 200, box["y"] + 200)
    before = shown(tab)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 100, box["y"] + 60, steps=3)
    tab.mouse.up()
    after = shown(tab)
    assert before[0] != after[0]
    assert "none: steps can grow without end" in after[1]
    tab.mouse.move(box["x"] + 250, box["y"] + 250)
    assert shown(tab) == after  # let go


def test_point_follows_a_finger(visit):
    tab = visit("betas", has_touch=True, viewport={"width": 390, "height": 800})
    before = shown(tab)
    tab.locator(".live-plane").tap(position={"x": 120, "y": 50})
    assert before[1] != shown(tab)[1]


KERNEL = """async ([source, state]) => {
  const { default: widget } = await import("data:text/javascript," + encodeURIComponent(source));
  const watchers = {};
  const model = {
    get: (key) => state[key],
    set: (key, value) => { state[key] = value; watchers[`change:${key}`]?.(); },
    on: (event, watcher) => (watchers[event] = watcher),
    off: (event) => delete watchers[event],
    save_changes() {},
  };
  const undo = widget.render({ model, el: document.body });
  const drawing = () => document.querySelector(".live-picture").innerHTML;
  const drawings = [drawing()];
  model.set("beta1", 0.5);
  model.set("beta2", 0.5);
  drawings.push(drawing());
  await null;
  drawings.push(drawing());
  undo();
  return [...drawings, Object.keys(watchers).length];
}"""


def test_a_finger_on_the_point_does_not_scroll(visit):
    tab = visit("betas", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 600})
    tab.evaluate("document.body.style.paddingBottom = '2000px'")
    box = tab.locator(".live-dot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand, before = tab.context.new_cdp_session(tab), shown(tab)
    for k in range(8):
        spot = {
            "type": "touchMove" if k else "touchStart",
            "touchPoints": [{"x": x, "y": y - 9 * k}],
        }
        hand.send("Input.dispatchTouchEvent", spot)
        tab.wait_for_timeout(30)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert tab.evaluate("scrollY") == 0
    assert before[1] != shown(tab)[1]


@pytest.mark.parametrize("figure", ["stream", "betas"])
def test_module_draws_for_anywidget_and_follows_the_kernel(browser, figure):
    widget = FIGURES[figure][0]
    with browser.new_context() as context:
        source = [str(widget._esm), widget.state()]
        before, between, after, watchers = context.new_page().evaluate(KERNEL, source)
    assert "<path" in before
    assert before == between  # two changes at once make one drawing
    assert before != after
    assert watchers == 0


@pytest.mark.parametrize("figure", FIGURES)
def test_phone_shows_it_whole_and_legible(visit, figure):
    tab = visit(figure, viewport={"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    for text in tab.locator(".live-picture text").all():
        assert text.evaluate("t => parseFloat(getComputedStyle(t).fontSize)") >= 12
        box, frame = text.bounding_box(), tab.locator(".live-picture").bounding_box()
        assert frame["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


@pytest.mark.parametrize("figure", FIGURES)
def test_colours_follow_the_theme(visit, figure):
    tab = visit(figure)
    colour = "getComputedStyle(document.querySelector('.live-picture text')).fill"
    light = tab.evaluate(colour)
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert light == "rgb(0, 0, 0)"
    assert tab.evaluate(colour) == "rgb(206, 214, 221)"


@pytest.mark.parametrize("figure", FIGURES)
def test_without_scripts_the_still_picture_stays(visit, figure):
    picture = visit(figure, java_script_enabled=False).locator(".live-figure img")
    box = picture.bounding_box()
    assert box["width"] > 300
    assert box["height"] > 300
    assert len(picture.get_attribute("alt").split()) >= 8
    assert visit(figure).locator(".live-figure img").count() == 0


@pytest.mark.skipif(not BUILT, reason="no built page has a live figure; run `make book`")
@pytest.mark.parametrize("page", BUILT, ids=lambda page: page.stem)
def test_built_pages_wake_their_figures(visit, page):
    # Chromium does not lay out what Playwright itself scrolls to, where content-visibility is auto
    tab = visit(page, color_scheme="dark")
    for figure in tab.locator(".live-figure").all():
        figure.evaluate("each => each.scrollIntoView()")
        figure.locator(".live-picture svg").first.wait_for()
        assert figure.locator("img").count() == 0
        assert figure.locator(".live-picture svg").count() >= 1


@pytest.mark.skipif(not BUILT, reason="no built page has a live figure; run `make book`")
@pytest.mark.parametrize("page", BUILT, ids=lambda page: page.stem)
def test_the_script_of_live_figures_is_loaded_when_one_comes_near(visit, page):
    tab = visit(page, viewport={"width": 800, "height": 600})
    far = tab.locator(".live-figure").first.bounding_box()["y"] > 600 + 800
    script = "document.querySelector('script[src$=\"live.js\"]') !== null"
    tab.wait_for_timeout(300)
    assert far, "the test needs a figure that is not near the top"
    assert not tab.evaluate(script)
    tab.locator(".live-figure").first.evaluate("each => each.scrollIntoView()")
    tab.locator(".live-picture svg").first.wait_for()
    assert tab.evaluate(script)


NOTEBOOKS = [page for page in PAGES if (ROOT / "book" / f"{page.stem}.ipynb").exists()]


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_page_offers_its_notebook_for_download(page):
    text = page.read_text(encoding="utf-8")
    (link,) = re.findall(r'<a href="([^"]+)" download>Download this chapter as a notebook', text)
    offered = (page.parent / link).read_bytes()
    assert offered == (ROOT / "book" / f"{page.stem}.ipynb").read_bytes()


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_cell_that_finds_adamtext_is_folded(page):
    text = page.read_text(encoding="utf-8")
    folded = re.findall(r"<details.*?</details>", text, re.S)
    assert text.count("find_spec") == sum(part.count("find_spec") for part in folded) > 0
