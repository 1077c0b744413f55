"""Numbers in sentences: they are printed as adamtext computes them, and restate themselves so."""

import itertools
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser import run_script, visits

from adamtext import adam, run
from adamtext.bounds import step_bound, uncorrected_ratio
from adamtext.teach.live import bundle, told

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "book/_ext/paper/theme/static"
NAMES = [f"{passage.chapter}-{passage.cell}" for passage in told.PASSAGES]
each_passage = pytest.mark.parametrize("passage", told.PASSAGES, ids=NAMES)


def text_of(passage):
    notebook = nbformat.read(ROOT / f"book/{passage.chapter}.ipynb", as_version=4)
    return next(cell.source for cell in notebook.cells if cell.id == passage.cell)


def wrong(passage, text):
    """Return the places of a text that do not say what adamtext computes."""
    words = passage.words(text)
    values = {key: float(words[key]) for key in words if key in told.CONTROLS}
    results = words.keys() - values.keys()
    return {key for key in results if words[key] != told.said(key, values)}


@each_passage
def test_what_is_printed_is_what_adamtext_computes(passage):
    assert wrong(passage, text_of(passage)) == set()


@each_passage
def test_another_number_in_print_is_found(passage):
    text = text_of(passage)
    for key, (first, last) in passage.spans(text).items():
        if key in told.CONTROLS:
            continue
        other = text[:first] + "4.321" + text[last:]
        changed = told.Passage(passage.chapter, passage.cell, passage.places | {
            key: re.sub(r"\[.*\]", "[4.321]", passage.places[key])
        })  # fmt: skip
        assert wrong(changed, other) == {key}


def test_words_that_are_not_in_the_text_stop_the_build():
    passage = told.PASSAGES[0]
    text = text_of(passage)
    with pytest.raises(ValueError, match="there 0 times"):
        told.marked(text.replace("0.999", "0.99"), passage)
    with pytest.raises(ValueError, match="there 2 times"):
        told.marked(f"{text} After step 1", passage)
    with pytest.raises(ValueError, match="one paragraph"):
        told.marked(text.replace("After step 1", "\n\nAfter step 1"), passage)


@each_passage
def test_marks_change_no_word(passage):
    text = text_of(passage)
    without = re.sub(r"\{told\}`\w+ (.*?)`", r"\1", told.marked(text, passage))
    assert re.sub(rf"{told.FENCE}(\{{told\}})?\n?", "", without).split() == text.split()


@pytest.fixture(scope="module")
def ladders():
    return json.loads(run_script(f"{bundle.join('told.js')}return JSON.stringify(HANDLES)"))


@each_passage
def test_printed_numbers_are_on_their_ladders(passage, ladders):
    for key, words in passage.words(text_of(passage)).items():
        if key in told.CONTROLS:
            ladder = ladders[key]["ladder"]
            assert float(words) in ladder
            assert ladder == sorted(set(ladder))


RESULTS = sorted({key for passage in told.PASSAGES for key in passage.places} - {*told.CONTROLS})


def test_the_script_says_what_adamtext_computes(ladders):
    steps = [1, 2, 3, 10, 12, 99, 400, 990]
    betas = (ladders["beta1"]["ladder"], ladders["beta2"]["ladder"])
    cases = [
        (key, dict(beta1=beta1, beta2=beta2, t=steps[k % len(steps)], alpha=alpha))
        for key in RESULTS
        for k, ((beta1, beta2), alpha) in enumerate(
            zip(itertools.product(*betas), itertools.cycle(ladders["alpha"]["ladder"]))
        )
    ]
    body = f"const cases = {json.dumps(cases)};"
    body += "return JSON.stringify(cases.map(([key, values]) => TOLD[key](values)));"
    found = json.loads(run_script(bundle.join("told.js") + body))
    known = {}
    for (key, values), text in zip(cases, found, strict=True):
        depends = key, *(values[name] for name in told.depends_on(key))
        if depends not in known:
            known[depends] = told.said(key, values)
        assert text == known[depends], (key, values)


def test_what_holds_for_some_steps_never_holds_again():
    """The script halves intervals; adamtext looks at every step."""
    t = np.arange(1, 20_001)
    for beta1, beta2 in itertools.product((0.1, 0.5, 0.9, 0.99), (0.5, 0.9, 0.95, 0.999, 0.9999)):
        bounds = step_bound(beta1, beta2, t)
        bounds = bounds[np.isfinite(bounds)]
        assert np.all(np.diff(bounds) >= -1e-12 * bounds[1:])
        if beta2 > beta1:
            short = uncorrected_ratio(beta1, beta2, t) < 1
            assert short.sum() == short.argmin()


@pytest.mark.parametrize("alpha", [0.001, 0.003, 0.02, 0.7, 1.0])
def test_steps_from_0_to_1(alpha):
    count = int(told.steps_to_one(alpha))
    walk = run(adam(alpha, eps=0.0), lambda theta, t: -np.ones(1), np.zeros(1), count).theta[:, 0]
    assert walk[-1] > 1 - 1e-9 > walk[-2]


def test_the_script_is_small():
    import gzip

    assert len(gzip.compress(bundle.told().encode(), 9, mtime=0)) < 5000


# Under a reader's hands

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Told</title>
<meta name="viewport" content="width=device-width">
<style>:root { --adam: #0072b2; --wash: #eee; --rule: #ccc } %s</style><main><div class="told"><p>
Let β₁ be <span class="told-control told-of-beta1">0.9</span> and β₂ be
<span class="told-control told-of-beta2">0.999</span>. In the first
<span class="told-control told-of-t">10</span> steps none is longer than
<span class="told-result told-of-bound">1.043</span> α. The paper’s bound
<span class="told-result told-of-printed_holds">holds for 209 steps and then fails</span>.
</p></div><div style="height: 2000px"></div></main><script src="told.js"></script></html>"""
PRINTED = (
    "Let β₁ be 0.9 and β₂ be 0.999. In the first 10 steps none is longer than 1.043 α. "
    "The paper’s bound holds for 209 steps and then fails."
)


@pytest.fixture
def visit(browser, tmp_path):
    """Open a small page with a passage, as the book marks it."""
    (tmp_path / "told.js").write_text(bundle.told(), "utf-8")
    style = re.search(r"@media[^{]*\{\s*\.told-.*?\n\}", (STATIC / "paper.css").read_text(), re.S)[
        0
    ]
    (tmp_path / "page.html").write_text(PAGE % style, "utf-8")
    with visits(browser) as visit:
        yield lambda **settings: visit((tmp_path / "page.html").as_uri(), **settings)


def said(tab):
    return tab.locator(".told p").inner_text().replace("as printed", "").strip()


def number(tab, name):
    return tab.get_by_role("spinbutton", name=name)


def test_without_scripts_the_text_is_as_printed(visit):
    tab = visit(java_script_enabled=False)
    assert said(tab) == PRINTED
    assert tab.get_by_role("spinbutton").count() == 0
    assert tab.locator(".told-control").first.evaluate("n => getComputedStyle(n).cursor") == "auto"


def test_keys_change_a_number_and_all_that_depends_on_it(visit):
    tab = visit()
    assert said(tab) == PRINTED
    beta2 = number(tab, "beta 2")
    assert [beta2.get_attribute(f"aria-value{end}") for end in ("min", "now", "max")] == [
        "0.5", "0.999", "0.9999",
    ]  # fmt: skip
    beta2.focus()
    for _ in range(13):
        tab.keyboard.press("ArrowLeft")
    assert beta2.get_attribute("aria-valuenow") == "0.95"
    assert f"longer than {told.bound(0.9, 0.95, 10)} α" in said(tab)
    assert "holds for 1 step and then fails" in said(tab)
    tab.keyboard.press("Home")
    assert f"longer than {told.bound(0.9, 0.5, 10)} α" in said(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("PageUp")
    assert f"first 19 steps none is longer than {told.bound(0.9, 0.5, 19)} α" in said(tab)
    assert tab.locator(".told-new").count() == 4
    tab.keyboard.press("Escape")
    assert said(tab) == PRINTED
    assert tab.locator(".told-new, .told-back").count() == 0


def test_the_mouse_drags_a_number(visit):
    tab = visit()
    box = number(tab, "beta 1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 500, y, steps=4)
    tab.mouse.up()
    assert "β₁ be 0 and" in said(tab)
    assert "bound always holds." in said(tab)
    tab.mouse.move(x, y)
    assert "β₁ be 0 and" in said(tab)  # let go
    tab.get_by_role("button", name="as printed").click()
    assert said(tab) == PRINTED


def test_a_finger_drags_a_number_and_scrolls_the_page(visit):
    tab = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 600})
    box = number(tab, "beta 1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = tab.context.new_cdp_session(tab)

    def stroke(right, down):
        for k in range(9):
            spot = {"x": x + k * right, "y": y + k * down}
            kind = "touchMove" if k else "touchStart"
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot]})
            tab.wait_for_timeout(30)
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    stroke(8, 0)
    assert "β₁ be 0.99 and" in said(tab)
    assert tab.evaluate("scrollY") == 0
    stroke(0, -12)
    assert tab.evaluate("scrollY") > 0


BUILT = ROOT / "_build/html/book"
CHAPTERS = sorted({passage.chapter for passage in told.PASSAGES})


@pytest.mark.skipif(not BUILT.exists(), reason="no book is built: `make book`")
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_built_pages_have_their_passages(browser, chapter):
    with visits(browser) as visit:
        tab = visit((BUILT / f"{chapter}.html").as_uri())
        passages = [each for each in told.PASSAGES if each.chapter == chapter]
        assert tab.locator("div.told").count() == len(passages)
        for passage, place in zip(passages, tab.locator("div.told").all(), strict=True):
            place.evaluate("each => each.scrollIntoView()")
            place.locator("[role=spinbutton]").first.wait_for()
            printed = passage.words(text_of(passage))
            for key, words in printed.items():
                assert place.locator(f".told-of-{key}").inner_text() == words
            control = place.locator("[role=spinbutton]").first
            control.press("ArrowRight")
            values = {
                key: float(place.locator(f".told-of-{key}").inner_text())
                for key in printed
                if key in told.CONTROLS
            }
            changed = {key for key in values if values[key] != float(printed[key])}
            assert len(changed) == 1
            for key in printed.keys() - values.keys():
                assert place.locator(f".told-of-{key}").inner_text() == told.said(key, values)
