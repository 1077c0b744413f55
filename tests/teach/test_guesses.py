"""The curves that a reader draws first: what is true of them, and what is said of a guess."""

import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser import run_script

from adamtext import adam, adamax, run
from adamtext.bounds import step_bound, uncorrected_ratio
from adamtext.teach.live import Guess, bundle
from adamtext.teach.live.curves import CURVES
from adamtext.teach.live.guess import link

BOOK = Path(__file__).parents[2] / "book"
each_curve = pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)


def at(name):
    curve = CURVES[name]
    return np.array(curve.marks), np.array(curve.at_marks())


@each_curve
def test_a_curve_is_fit_to_be_drawn(curve):
    (low, high), lines = curve.ylim, curve.lines()
    assert 5 <= len(curve.marks) <= 9
    assert curve.marks == sorted(curve.marks)
    for x, y in lines["true"].values():
        assert np.all(np.diff(x) > 0)
        assert low <= min(y) <= max(y) <= high
    assert len(lines["true"]) == 1
    assert 20 <= (high - low) / curve.step <= 100  # presses of a key from bottom to top
    for text in (curve.question, curve.lesson):
        assert len(text) <= 220
        assert text.endswith((".", "?"))
    assert len(json.dumps(curve.data())) < 9000


@pytest.mark.parametrize(
    "change",
    [{"ylim": (0, 1e-3)}, {"marks": [3, 2, 1]}, {"question": "It has no end"}, {"step": 1e9}],
    ids=str,
)
def test_a_curve_that_cannot_be_drawn_is_caught(change):
    with pytest.raises(AssertionError):
        test_a_curve_is_fit_to_be_drawn(CURVES["step-ratio"]._replace(**change))


@each_curve
def test_a_curve_has_its_place_in_its_chapter(curve):
    notebook = nbformat.read(BOOK / f"{curve.page}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells[f"guess-{curve.name}"].source == f'Guess("{curve.name}")'
    assert cells[f"fig-guess-{curve.name}"].metadata.tags == ["caption"]
    assert link(curve) == f"{curve.page}.html#fig-guess-{curve.name}"


def test_chapters_come_in_order():
    pages = [curve.page for curve in CURVES.values()]
    assert pages == sorted(pages)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("largest-step", lambda t: step_bound(0.9, 0.999, t)),
        ("step-ratio", lambda t: uncorrected_ratio(0.9, 0.999, t)),
    ],
)
def test_curves_that_have_a_formula(name, exact):
    marks, found = at(name)
    np.testing.assert_allclose(found, exact(marks), rtol=1e-12)


def test_steps_after_beta2_is_raised_are_pytorchs():
    torch = pytest.importorskip("torch")
    weight = torch.zeros(1, dtype=torch.float64)
    rule = torch.optim.Adam([weight], lr=1.0, betas=(0.9, 0.95), eps=0.0)
    steps = []
    for t in range(1, 1001):
        if t == 101:
            rule.param_groups[0]["betas"] = (0.9, 0.999)
        before, weight.grad = weight.item(), torch.ones_like(weight)
        rule.step()
        steps.append(before - weight.item())
    marks, found = at("raised-beta2")
    np.testing.assert_allclose(found, np.array(steps)[marks - 1], rtol=1e-10)


def test_steps_after_an_outlier_are_those_of_the_rules():
    stream = np.ones((7001, 1))
    stream[6000] = -100.0
    marks, found = at("outlier")
    others = CURVES["outlier"].lines()["beside"]["Adam"]
    near, some = marks <= 1000, others[0] <= 1000
    for rule, since, wanted in (
        (adamax(1.0), marks[near], found[near]),
        (adam(1.0, eps=0.0), others[0][some], others[1][some]),
    ):
        theta = run(rule, lambda theta, t: stream[t - 1], np.zeros(1), 7001).theta[:, 0]
        np.testing.assert_allclose(-np.diff(theta)[6000 + since], wanted, rtol=1e-6, atol=1e-9)


def test_steps_after_a_resume_are_those_of_runs():
    signs = np.random.default_rng(1412).choice([-1.0, 1.0], (6100, 4000))
    rule, theta = adam(1.0, eps=0.0), np.zeros(4000)
    state, sizes = rule.init(theta), []
    for t, g in enumerate(signs):
        if t == 6000:
            state = state._replace(m=0 * state.m, v=0 * state.v)
        new, state = rule.step(theta, g, state)
        sizes.append(np.sqrt(np.mean((new - theta) ** 2)))
        theta = new
    marks, found = at("resume")
    near = marks <= 100
    np.testing.assert_allclose(found[near], np.array(sizes)[5999 + marks[near]], rtol=0.05)


def test_the_lessons_numbers():
    assert round(float(step_bound(0.9, 0.999)), 2) == 7.27
    assert round(float(step_bound(0.9, 0.999, 10)), 1) == 1.0
    assert round(1 / np.sqrt(0.001)) == 32
    assert round(np.log(100) / -np.log(0.999), -2) == 4600
    ((rounds, paid),) = CURVES["game-regret"].lines()["true"].values()
    assert paid[-1] / rounds[-1] == pytest.approx(2 / 3, abs=0.03)
    assert round(CURVES["game-regret"].lines()["given"]["descent"][1][-1]) == 34
    assert 2.5 / 0.02 == 125


def test_the_still_picture_says_its_numbers():
    alt = Guess("step-ratio").alt()
    assert "at step 12 6.57 α" in alt
    assert repr(Guess("step-ratio")) == "Guess(curve='step-ratio')"
    assert Guess("step-ratio").live()["state"] == {"curve": "step-ratio"}


def script(call):
    return json.loads(run_script(f"{bundle.join('guess-plot.js')}return JSON.stringify({call});"))


@each_curve
def test_the_gap_in_words_has_the_true_number(curve):
    data, truth = json.dumps(curve.data()), curve.at_marks()
    far = [curve.ylim[0] if y > sum(curve.ylim) / 2 else curve.ylim[1] for y in truth]
    words = script(f"verdict({data}, {far})")
    gaps = abs(np.array(far) - truth)
    k = int(gaps.argmax())
    where = re.escape(curve.where.format(curve.marks[k]))
    yours, mine = re.fullmatch(
        rf"You expected (\S+?){curve.unit}; {where} it is (\S+?){curve.unit}\.", words
    ).groups()
    assert float(mine.replace("−", "-")) == pytest.approx(truth[k], rel=5e-3)
    assert float(yours.replace("−", "-")) == far[k]
    assert script(f"verdict({data}, {truth})").startswith("You saw it coming.")


def test_what_is_left_out_is_filled_in():
    assert script("filled([null, 1, null, 3, null])") == [1, 1, 2, 3, 3]
    assert script("filled([null, 4, null])") == [4, 4, 4]


def test_what_is_kept_is_read_with_care():
    read = bundle.join("guesses-kept.js")
    good = {"at": "2026-01-01T00:00:00.000Z", "heights": [1, 2.5]}
    for text, wanted in [
        (json.dumps({"format": "adam-guesses 1", "guesses": {"a": good}}), {"a": good}),
        (json.dumps({"format": "adam-guesses 2", "guesses": {"a": good}}), {}),
        (json.dumps({"format": "adam-guesses 1", "guesses": {"<b>": good}}), {}),
        (
            json.dumps({"format": "adam-guesses 1", "guesses": {"a": {**good, "heights": ["x"]}}}),
            {},
        ),
        (json.dumps({"format": "adam-guesses 1", "guesses": {"a": {**good, "at": "?"}}}), {}),
        ("{", {}),
        ("null", {}),
    ]:
        call = f"return JSON.stringify(parsedGuesses({json.dumps(text)}));"
        assert json.loads(run_script(read + call)) == wanted
