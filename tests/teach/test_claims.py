"""The ledger of claims: each claim by itself, and proof that a wrong verdict would be noticed."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pytest

import adamtext
from adamtext.teach.claims import CLAIMS, SECTIONS, Claim, Evidence, VerdictChanged, check, ledger
from adamtext.teach.claims import adamax as adamax_claims
from adamtext.teach.claims import algorithm as algorithm_claims
from adamtext.teach.claims import bias_correction as bias_claims
from adamtext.teach.claims import convergence as convergence_claims
from adamtext.teach.claims import interpretation as interpretation_claims
from adamtext.teach.claims import introduction as introduction_claims
from adamtext.teach.claims.table import anchor, as_html, as_text, slug
from book._ext.plain import grammar

BOOK = Path(__file__).parents[2] / "book"
TESTABLE = [id for id, claim in CLAIMS.items() if claim.verdict != ledger.NOT_TESTABLE]


@pytest.mark.parametrize("id", CLAIMS)
def test_claim(id):
    evidence = check(CLAIMS[id])
    assert 20 <= len(evidence.explanation) <= 200
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
    assert len(CLAIMS) >= 45
    assert list(CLAIMS) != sorted(CLAIMS)
    assert set(CLAIMS) == set(ledger.ENTRIES)
    assert {claim.verdict for claim in CLAIMS.values()} == set(ledger.VERDICTS)
    assert {claim.chapter for claim in CLAIMS.values()} == set(ledger.CHAPTERS)
    with pytest.raises(TypeError):
        CLAIMS["new"] = CLAIMS["first-bound"]


def test_claims_stand_in_the_order_of_the_paper():
    found = [re.search(r"§(\d+)", claim.place) for claim in CLAIMS.values()]
    sections = [int(match[1]) for match in found if match]
    # the abstract and §1 share a module, and Algorithm 1 is in §2
    assert [s for s in sections if s > 1] == sorted(s for s in sections if s > 1)
    assert len(SECTIONS) == len({section.__name__ for section in SECTIONS})


def test_an_id_is_taken_only_once():
    with pytest.raises(ValueError, match="first-bound"):
        ledger.claim("first-bound")(lambda: None)


@pytest.mark.parametrize("id", CLAIMS)
def test_another_verdict_is_noticed(id):
    computed = CLAIMS[id].evidence()
    recorded = CLAIMS[id]._replace(evidence=lambda: computed)  # compute once, compare three times
    for verdict in set(ledger.VERDICTS) - {recorded.verdict}:
        with pytest.raises(VerdictChanged, match=f"{id}: recorded as {verdict!r}"):
            check(recorded._replace(verdict=verdict))


def without_correction(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as it must not be."""
    true = adamtext.adam(1.0, beta1, beta2, eps=0.0)

    def step(theta, g, state):
        _, state = true.step(theta, g, state)
        size = alpha(state.t) if callable(alpha) else alpha
        return theta - size * state.m / (np.sqrt(state.v) + eps), state

    return adamtext.Optimizer(true.init, step)


def clipped(rule):
    """Return a rule that never steps as far as alpha = 1 from the origin."""

    def build(*args, **kwargs):
        optimizer = rule(*args, **kwargs)

        def step(theta, g, state):
            moved, state = optimizer.step(theta, g, state)
            return np.clip(moved, -0.99, 0.99), state

        return adamtext.Optimizer(optimizer.init, step)

    return build


def with_centred_moment(x, beta):
    return adamtext.averages.ema(x - x.mean(axis=0), beta)


def amsgrad_for(alpha, beta1, beta2):
    return adamtext.amsgrad(alpha, beta1, beta2)


BROKEN = [
    ("effective-step", interpretation_claims, "adam", without_correction),
    ("bias-is-easily-undone", algorithm_claims, "adam", without_correction),
    ("larger-without-correction", bias_claims, "adam", without_correction),
    ("two-parents", introduction_claims, "adam", without_correction),
    ("scale-cancels", interpretation_claims, "adam", lambda *args, **kwargs: adamtext.sgd(1.0)),
    ("second-bound", interpretation_claims, "adam", clipped(adamtext.adam)),
    ("equality-case", interpretation_claims, "adam", clipped(adamtext.adam)),
    ("adamax-step-bound", adamax_claims, "adamax", clipped(adamtext.adamax)),
    ("estimates-of-moments", algorithm_claims, "ema", with_centred_moment),
    ("efficient-order", algorithm_claims, "adam_efficient", lambda *a, **k: adamtext.sgd(1.0)),
    ("weighted-sum", bias_claims, "ema_weights", lambda beta, t: np.full(t, 1 / t)),
    ("corollary-4-2", convergence_claims, "adam", amsgrad_for),
    ("theorem-4-1", convergence_claims, "adam", amsgrad_for),
]


@pytest.mark.parametrize(("id", "module", "name", "broken"), BROKEN)
def test_a_broken_rule_is_noticed(id, module, name, broken, monkeypatch):
    check(CLAIMS[id])
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(VerdictChanged):
        check(CLAIMS[id])


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
        f"{claim.chapter}.ipynb#{anchor(claim.shown)}" for claim in CLAIMS.values()
    ]


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
