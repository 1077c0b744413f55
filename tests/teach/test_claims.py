"""The ledger of claims: each claim by itself, and proof that a wrong verdict would be noticed."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from adamtext.teach.claims import (
    ALIASES,
    CLAIMS,
    SECTIONS,
    Claim,
    Evidence,
    VerdictChanged,
    check,
    ledger,
)
from adamtext.teach.claims.streams import seeds, span
from adamtext.teach.claims.table import anchor, as_html, as_text, sections, slug
from book._ext.plain import grammar

BOOK = Path(__file__).parents[2] / "book"
TESTABLE = [id for id, claim in CLAIMS.items() if claim.verdict != ledger.NOT_TESTABLE]


@pytest.mark.parametrize("id", CLAIMS)
def test_claim(id):
    evidence = check(CLAIMS[id])
    assert 20 <= len(evidence.explanation) <= 240
    assert "{" not in evidence.explanation
    if id in TESTABLE:
        assert evidence.numbers
        assert re.search(r"\d", evidence.explanation)
    else:
        assert evidence.numbers == {}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_fields(claim):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id)
    assert re.fullmatch(r"(abstract(, )?)?(§\d+(\.\d)?)?(, .+)?|Algorithm \d", claim.place)
    assert sections(claim.place)
    assert 15 <= len(claim.says) <= 120
    assert claim.says.endswith(".")
    assert claim.verdict in ledger.VERDICTS
    assert bool(claim.condition) == (claim.verdict == ledger.HOLDS_IF)
    assert bool(claim.explanation) == (claim.verdict != ledger.NOT_TESTABLE)
    assert (BOOK / f"{claim.chapter}.ipynb").exists()
    assert claim.evidence.__doc__


@cache
def places(chapter):
    """Return all that a claim's ``shown`` may name in a chapter."""
    cells = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {*(t.name for t in grammar.targets(cells)), *(f"#{heading}" for heading in headings)}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_the_chapter_has_the_place_where_a_claim_is_shown(claim):
    assert claim.shown in places(claim.chapter)


@pytest.mark.parametrize(
    "wrong",
    [
        "eq:factor",
        "prf:factors",
        "eq:thm-step-bound",
        "prf:thm-bias",
        "#Two bounds",
        "#The remainder",
    ],
)
def test_a_wrong_place_is_noticed(wrong):
    """Other names, other kinds, and places of another chapter."""
    assert wrong not in places("02-interpretation")


@pytest.mark.parametrize("chapter", ledger.CHAPTERS)
def test_no_two_places_of_a_chapter_share_an_anchor(chapter):
    anchors = [anchor(place) for place in places(chapter)]
    assert len(anchors) == len(set(anchors))
    assert ledger.CLOSING in places(chapter)


def test_the_ledger_is_complete_and_read_only():
    assert len(CLAIMS) >= 100
    assert list(CLAIMS) != sorted(CLAIMS)
    assert set(CLAIMS) == set(ledger.ENTRIES)
    assert {claim.verdict for claim in CLAIMS.values()} == set(ledger.VERDICTS)
    assert {claim.chapter for claim in CLAIMS.values()} == set(ledger.CHAPTERS)
    with pytest.raises(TypeError):
        CLAIMS["new"] = CLAIMS["first-bound"]


def test_claims_stand_in_the_order_of_the_paper():
    # where a claim is made several times, the first place counts; a corollary stays in its section
    first = [sections(claim.place)[0] for claim in CLAIMS.values()]
    numbers = [int(name.strip("§").split(".")[0]) for name in first if name != "abstract"]
    assert numbers == sorted(numbers)
    assert len(SECTIONS) == len({section.__name__ for section in SECTIONS})


@pytest.mark.parametrize("taken", ["first-bound", "trust-region"])
def test_an_id_is_taken_only_once(taken):
    fields = {"place": "", "says": "", "verdict": "", "chapter": "", "shown": ""}
    with pytest.raises(ValueError, match=taken):
        ledger.claim(taken, **fields)(lambda: None)
    with pytest.raises(ValueError, match=taken):
        ledger.claim("quite-new", aliases=(taken,), **fields)(lambda: None)
    assert "quite-new" not in ledger.ENTRIES


def test_ids_that_are_no_more_lead_to_those_that_are():
    assert {"trust-region", "adagrad-as-limit", "comparable-regret"} <= set(ALIASES)
    assert {"annealing-at-optimum", "scale-cancels"} <= set(ALIASES)
    assert not set(ALIASES) & set(CLAIMS)
    assert set(ALIASES.values()) <= set(CLAIMS)


def test_no_claim_is_made_twice():
    assert len({claim.says for claim in CLAIMS.values()}) == len(CLAIMS)


def test_streams_of_all_seeds_differ_and_come_again():
    drawn = seeds(lambda *shape, seed: [seed] * shape[0], 3)
    assert drawn.tolist() == [[1, 2, 3, 4, 5]] * 3
    assert span([1.0, 2.0]) == "1.00 to 2.00"


@pytest.mark.parametrize("id", CLAIMS)
def test_another_verdict_is_noticed(id):
    computed = CLAIMS[id].evidence()
    recorded = CLAIMS[id]._replace(evidence=lambda: computed)  # compute once, compare three times
    for verdict in set(ledger.VERDICTS) - {recorded.verdict}:
        with pytest.raises(VerdictChanged, match=f"{id}: recorded as {verdict!r}"):
            check(recorded._replace(verdict=verdict))


def test_explanations_take_their_numbers_from_the_evidence():
    claim = Claim(
        id="two",
        place="§1",
        says="Two is two.",
        verdict="holds",
        chapter="01-algorithm",
        shown="(1.2)",
        evidence=lambda: ledger.judge(True, two=2),
        explanation="It is {two:.1f}.",
    )
    assert check(claim) == Evidence("holds", {"two": 2}, "It is 2.0.")
    assert as_text(claim, "It is 2.0.") == (
        "two (§1)\n    Two is two.\n    -> holds\n    It is 2.0.\n    01-algorithm, (1.2)"
    )


class Reader(HTMLParser):
    """Collects tags with their attributes, and complains of tags that close no other."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture(scope="module")
def page():
    return as_html(CLAIMS.values())


def test_the_table_is_accessible(page):
    reader = Reader(page)
    assert reader.open == []
    assert len(reader.all("caption")) == 1
    scopes = [attrs["scope"] for attrs in reader.all("th")]
    assert scopes == ["col"] * 3 + ["row"] * len(CLAIMS)
    every = 1 + len(ledger.VERDICTS)
    assert len(reader.all("label")) == len(reader.all("input")) == every
    assert len(reader.all("legend")) == 1
    assert "script" not in {tag for tag, _ in reader.tags}


def test_each_claim_has_its_row_and_link(page):
    reader = Reader(page)
    rows = [attrs for attrs in reader.all("tr") if attrs]
    assert [(row["id"], row["data-verdict"]) for row in rows] == [
        (f"claim-{id}", slug(claim.verdict)) for id, claim in CLAIMS.items()
    ]
    assert [link["href"] for link in reader.all("a")] == [
        address
        for claim in CLAIMS.values()
        for address in (f"{claim.chapter}.ipynb#{anchor(claim.shown)}", f"#claim-{claim.id}")
    ]
    assert {mark["id"] for mark in reader.all("span")} == {f"claim-{name}" for name in ALIASES}
    for row in rows:
        assert row["data-sections"].split()


@pytest.mark.parametrize("name", ["(3.5)", "Theorem 3.3", "Corollary 10.12"])
def test_links_lead_where_the_pages_have_their_anchors(name):
    assert anchor(name) == grammar.anchor(name)


def test_the_filter_names_what_is_there(page):
    values = [attrs["value"] for attrs in Reader(page).all("input")]
    assert values == ["all", *map(slug, ledger.VERDICTS)]
    for value in values[1:]:
        assert f'[value="{value}"]:checked' in page
        assert f':not([data-verdict="{value}"])' in page


def test_the_table_is_the_same_every_time(page):
    assert page == as_html(CLAIMS.values())
