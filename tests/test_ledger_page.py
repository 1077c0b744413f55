"""The ledger in a browser: it can be filtered and put in order, and each claim has its address."""

from pathlib import Path

import pytest
from browser import visits, wait_until

from adamtext.teach.claims import ALIASES, CLAIMS, ledger
from adamtext.teach.claims.table import as_html, slug

ROOT = Path(__file__).parents[1]
SCRIPT = (ROOT / "book/assets/ledger.js").as_uri()
STYLE = (ROOT / "book/_ext/paper/theme/static/paper.css").as_uri()
BUILT = ROOT / "_build/html/book/claims.html"
PAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Ledger</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{STYLE}">
<body>%s<script src="{SCRIPT}" defer></script></body></html>"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return the ledger in a page on disk."""
    file = tmp_path_factory.mktemp("ledger") / "claims.html"
    file.write_text(PAGE % as_html(CLAIMS.values()), encoding="utf-8")
    return file


@pytest.fixture
def visit(browser, file):
    """Open the ledger from disk; afterwards nothing may have failed or come from elsewhere."""
    with visits(browser) as visit:
        yield lambda address="", page=file, **settings: visit(page.as_uri() + address, **settings)


def shown(tab):
    """Return the ids of the claims that can be seen, from above."""
    ids = tab.evaluate(
        """[...document.querySelectorAll(".ledger tbody tr")]
        .filter((row) => row.getClientRects().length).map((row) => row.id)"""
    )
    return [id.removeprefix("claim-") for id in ids]


def said(tab):
    return tab.locator(".ledger [role=status]").inner_text()


def test_at_first_all_claims_are_there_in_the_order_of_the_paper(visit):
    tab = visit()
    assert shown(tab) == list(CLAIMS)
    assert said(tab) == f"{len(CLAIMS)} of {len(CLAIMS)} claims"


def test_words_filter(visit):
    tab = visit()
    tab.get_by_label("Words").fill("LEMMA factor")
    found = shown(tab)
    assert "lemma-10-3" in found
    assert len(found) < 10
    assert said(tab) == f"{len(found)} of {len(CLAIMS)} claims"
    tab.get_by_label("Words").fill("no such word")
    assert shown(tab) == []
    tab.get_by_role("button", name="Show all").click()
    assert shown(tab) == list(CLAIMS)
    assert tab.get_by_label("Words").evaluate("field => field === document.activeElement")


@pytest.mark.parametrize("section", ["abstract", "§2", "§2.1", "§10"])
def test_sections_filter(visit, section):
    tab = visit()
    tab.get_by_label("Section of the paper").select_option(section)
    found = shown(tab)
    assert 0 < len(found) < len(CLAIMS)
    assert all(section in CLAIMS[id].place or "Algorithm 1" in CLAIMS[id].place for id in found)
    assert ("diagonal-rescaling" in found) == (section != "§10")


def test_sections_stand_in_order(visit):
    options = visit().get_by_label("Section of the paper").locator("option").all_inner_texts()
    assert options[:5] == ["all", "abstract", "§1", "§2", "§2.1"]
    assert options[-1] == "§10"


def test_all_filters_hold_together(visit):
    tab = visit()
    tab.get_by_label("false as printed").check()
    tab.get_by_label("Section of the paper").select_option("§2.1")
    tab.get_by_label("Words").fill("gradient")
    found = shown(tab)
    assert found
    for id in found:
        assert CLAIMS[id].verdict == ledger.FALSE
        assert "§2.1" in CLAIMS[id].place


def test_orders(visit):
    tab = visit()
    heads = tab.locator(".ledger thead button")
    heads.nth(2).click()
    verdicts = [ledger.VERDICTS.index(CLAIMS[id].verdict) for id in shown(tab)]
    assert verdicts == sorted(verdicts)
    heads.nth(2).click()
    assert tab.locator("thead th").nth(2).get_attribute("aria-sort") == "descending"
    verdicts = [ledger.VERDICTS.index(CLAIMS[id].verdict) for id in shown(tab)]
    assert verdicts == sorted(verdicts, reverse=True)
    heads.nth(0).click()
    first = [CLAIMS[id].says[0] for id in shown(tab)]
    assert "A" in first[:5]
    assert shown(tab) != list(CLAIMS)
    heads.nth(1).click()
    assert shown(tab) == list(CLAIMS)


def test_keyboard_alone_will_do(visit):
    tab = visit()
    tab.locator("input[type=radio]").first.focus()
    tab.keyboard.press("ArrowDown")
    assert len(shown(tab)) == sum(c.verdict == ledger.HOLDS for c in CLAIMS.values())
    tab.keyboard.press("Tab")
    tab.keyboard.type("adamax")
    few = shown(tab)
    assert 0 < len(few) < 15
    tab.keyboard.press("Tab")
    options = tab.get_by_label("Section of the paper").locator("option").all_inner_texts()
    for _ in range(options.index("§7.1")):
        tab.keyboard.press("ArrowDown")
    assert 0 < len(shown(tab)) <= len(few)
    assert all("§7.1" in CLAIMS[id].place for id in shown(tab))
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert shown(tab) == list(CLAIMS)
    tab.locator("thead button").nth(2).press("Enter")
    assert shown(tab) != list(CLAIMS)


def in_sight(tab, id):
    box = tab.locator(f"#claim-{id}").bounding_box()
    return 0 <= box["y"] < tab.viewport_size["height"]


def test_each_row_has_an_address_that_can_be_seen(visit):
    tab = visit("#claim-lemma-10-3")
    assert in_sight(tab, "lemma-10-3")
    link = tab.locator("#claim-theorem-4-1 .permalink")
    assert link.inner_text() == "#theorem-4-1"
    link.click()
    assert tab.url.endswith("#claim-theorem-4-1")
    assert in_sight(tab, "theorem-4-1")
    marked = "getComputedStyle(document.querySelector('#claim-theorem-4-1')).backgroundColor"
    assert tab.evaluate(marked) != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("former", ALIASES)
def test_addresses_of_claims_that_were_joined_lead_to_what_is_left(visit, former):
    tab = visit(f"#claim-{former}")
    assert in_sight(tab, ALIASES[former])


def test_an_address_shows_its_claim_even_if_it_is_filtered_away(visit):
    tab = visit()
    tab.get_by_label("Words").fill("adamax")
    assert "lemma-10-3" not in shown(tab)
    tab.evaluate("location.hash = 'claim-lemma-10-3'")
    wait_until(tab, "!document.getElementById('claim-lemma-10-3').hidden")
    assert shown(tab) == list(CLAIMS)
    assert in_sight(tab, "lemma-10-3")


def test_without_scripts_it_is_the_plain_table(visit):
    tab = visit("#claim-trust-region", java_script_enabled=False)
    assert shown(tab) == list(CLAIMS)
    assert tab.locator(".ledger :is(input[type=search], select, button)").count() == 0
    assert in_sight(tab, "roughly-bounded")
    tab.get_by_label("not reproduced").check()
    found = shown(tab)
    assert found == [id for id, c in CLAIMS.items() if c.verdict == ledger.NOT_REPRODUCED]


def test_on_a_phone_nothing_hangs_over(visit):
    tab = visit(viewport={"width": 360, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.skipif(not BUILT.exists(), reason="no book is built; run `make book`")
def test_the_page_of_the_book_has_the_script(visit):
    tab = visit("#claim-first-bound", page=BUILT)
    assert said(tab).startswith(f"{len(shown(tab))} of ")
    assert in_sight(tab, "first-bound")
    tab.get_by_label("Words").fill("warm-up of a kind that nobody names")
    assert shown(tab) == []


def test_the_names_of_verdicts_are_those_of_the_command_line():
    assert slug(ledger.FALSE) == "false-as-printed"
