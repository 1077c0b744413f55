"""Cards and exercises in the built book: answered, kept, due after months, exported, erased."""

import json
from pathlib import Path

import numpy as np
import pytest
from browser import visits

from adamtext.teach.cards import cards, of_chapter
from adamtext.teach.exercises import Choice, Function, Number, table

BUILT = Path(__file__).parents[1] / "_build/html/book"
REVIEW = BUILT / "review.html"


def page_of(chapter):
    """Return the page of a chapter: pages that lead on from old addresses have no notebook."""
    (notebook,) = (Path(__file__).parents[1] / "book").glob(f"{chapter}-*.ipynb")
    return BUILT / f"{notebook.stem}.html"


pytestmark = pytest.mark.skipif(not REVIEW.exists(), reason="no book is built; run `make book`")


@pytest.fixture
def visit(browser):
    with visits(browser) as visit:
        yield visit


def state(tab):
    return tab.locator(".review-state").inner_text()


def test_a_sitting_is_kept_and_comes_back_after_months(visit):
    tab = visit(REVIEW.as_uri())
    count = len(cards())
    assert state(tab) == f"0 due, {count} new, of {count} cards."
    tab.get_by_role("button", name="Ask me").click()
    tab.get_by_role("button", name="Show the answer").click()
    assert tab.locator(".review-answer").is_visible()
    tab.keyboard.press("4")
    tab.get_by_role("button", name="Show the answer").press("Enter")
    tab.get_by_role("button", name="Good").click()
    assert state(tab) == f"0 due, {count - 2} new, of {count} cards."
    tab.reload()
    assert state(tab) == f"0 due, {count - 2} new, of {count} cards."
    tab.clock.set_fixed_time("2027-12-01")
    tab.reload()
    assert state(tab) == f"2 due, {count - 2} new, of {count} cards."
    assert tab.locator(".review-forecast li").first.inner_text().startswith("2")


def test_progress_is_exported_erased_and_imported(visit, tmp_path):
    tab = visit(REVIEW.as_uri())
    tab.get_by_label("Ask about").select_option("03")
    tab.get_by_role("button", name="Ask me").click()
    tab.get_by_role("button", name="Show the answer").click()
    tab.keyboard.press("3")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Export progress").click()
    file = tmp_path / "mine.json"
    download.value.save_as(file)
    assert list(json.loads(file.read_text("utf-8"))["cards"]) == [of_chapter("03")[0].id]
    tab.get_by_role("button", name="Erase progress").click()
    tab.get_by_role("button", name="Erase it for good?").click()
    tab.get_by_label("Ask about").select_option("")
    assert state(tab).startswith(f"0 due, {len(cards())} new")
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "adam-cards 1", "cards": {"<img src=x>": {}}}', "utf-8")
    said = tab.locator(".review-tools p")
    tab.locator("input[type=file]").set_input_files(broken)
    said.get_by_text("Nothing was imported").wait_for()
    assert tab.locator(".review-tools img").count() == 0
    tab.locator("input[type=file]").set_input_files(file)
    said.get_by_text("1 cards imported").wait_for()
    assert state(tab).startswith(f"0 due, {len(cards()) - 1} new")


def test_a_card_in_its_chapter_is_graded_by_key(visit):
    page = page_of("03")
    tab = visit(page.as_uri())
    card = tab.locator("details.card").first
    card.evaluate("each => each.scrollIntoView()")
    tab.locator(".card-foot").first.wait_for(state="attached")
    card.locator("summary").press("Enter")
    assert card.locator(".card-answer").is_visible()
    card.locator("summary").press("3")
    assert card.locator(".card-when").inner_text().startswith("Asked again in ")
    kept = json.loads(tab.evaluate("localStorage.getItem('adam-cards')"))
    assert list(kept["cards"]) == [card.get_attribute("data-card")]


def test_without_scripts_cards_are_folded_answers(visit):
    tab = visit(REVIEW.as_uri(), java_script_enabled=False)
    assert tab.locator("details.card").count() == len(cards())
    first = tab.locator("details.card").first
    first.locator("summary").click()
    assert first.locator(".card-answer").is_visible()


def test_every_card_stands_in_its_chapter():
    for card in cards().values():
        page = page_of(card.chapter).read_text("utf-8")
        assert page.count(f'id="card-{card.id}"') == 1


@pytest.mark.parametrize("chapter", sorted({name[:2] for name in table()}))
def test_answers_are_judged_as_in_python(visit, chapter):
    tab = visit(page_of(chapter).as_uri())
    tab.locator(".exercise-input").first.evaluate("each => each.scrollIntoView()")
    for name, exercise in table().items():
        if name[:2] != chapter:
            continue
        form = tab.locator(f'.exercise-input[data-exercise="{name}"]')
        if isinstance(exercise, Function):
            assert form.locator("input, button").count() == 0
            assert form.inner_text().endswith("check it in the notebook.")
            continue
        attempts = [(exercise.answer, "true", "Right.")]
        attempts += [(wrong, "false", f"Not yet. {w}") for wrong, w in exercise.mistakes.items()]
        for answer, right, words in attempts:
            if isinstance(exercise, Choice):
                form.get_by_label(answer, exact=True).check()
            else:
                numbers = isinstance(exercise, Number)
                typed = (
                    ", ".join(map(repr, map(float, np.atleast_1d(answer)))) if numbers else answer
                )
                form.get_by_label("Your answer").fill(typed)
            form.get_by_role("button", name="Check").click()
            assert form.locator("output").inner_text() == words
            assert form.locator("output").get_attribute("data-right") == right
        if not isinstance(exercise, Choice):
            form.locator("input").fill("about half")
            form.locator("input").press("Enter")
            assert "please" in form.locator("output").inner_text()


def test_a_choice_is_made_by_keyboard(visit):
    name, exercise = next(each for each in table().items() if isinstance(each[1], Choice))
    tab = visit(page_of(name[:2]).as_uri())
    form = tab.locator(f'.exercise-input[data-exercise="{name}"]')
    form.evaluate("each => each.scrollIntoView()")
    form.get_by_role("button", name="Check").press("Enter")
    assert form.locator("output").inner_text() == "Not answered yet."
    assert form.get_by_role("group").get_attribute("aria-label") is None  # its legend names it
    assert form.get_by_role("group", name=f"Your answer to exercise {int(name[:2])}.").count() == 1
    form.get_by_role("radio").first.focus()
    tab.keyboard.press("Space")
    for word in exercise.words():
        assert form.get_by_label(word, exact=True).is_checked()
        tab.keyboard.press("Enter")  # a form is sent from any of its fields
        right = form.locator("output").get_attribute("data-right")
        assert right == ("true" if word == exercise.answer else "false")
        tab.keyboard.press("ArrowDown")
