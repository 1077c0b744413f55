"""What the live figures compute in the page, against adamtext."""

import itertools
import json

import numpy as np
import pytest
from browser import run_script

from adamtext import adam, adamax, run
from adamtext.averages import bias_correction, ema
from adamtext.bounds import step_bound
from adamtext.lab.judging import Comparison
from adamtext.teach.live import (
    bundle,
    game,
    norms,
    race,
    reality,
    resume,
    sheet,
    weightings,
    who_wins,
)
from adamtext.teach.live.intervals import student


def computed(module, expression, cases):
    """Return what an expression of a figure's module is for each case, an array of its ``args``."""
    body = f"const cases = {json.dumps(cases)};"
    body += f"return JSON.stringify(cases.map((args) => {expression}));"
    return json.loads(run_script(bundle.join(f"{module}.js") + body))


def assert_same(found, wanted):
    scale = 1e-12 * max(1.0, float(np.max(np.abs(wanted))))
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=scale)


GAMES = [
    [n, *betas]
    for n, betas in itertools.product((3, 4, 101), [(0, 0.1), (0.9, 0.1), (0.9, 0.999), (0.3, 0)])
]


@pytest.fixture(scope="module")
def periods():
    return computed("game", "period(...args)", GAMES)


@pytest.mark.parametrize("k", range(len(GAMES)), ids=lambda k: str(GAMES[k]))
def test_a_period_of_the_game(periods, k):
    m, root, step, drift = game.period(*GAMES[k])
    for key, wanted in {"m": m, "root": root, "step": step, "drift": drift}.items():
        assert_same(periods[k][key], wanted)


def test_games_are_played_as_adamtext_plays_them():
    cases = [[*each, 0.5, 0.0] for each in GAMES] + [[3, 0, 0.1, 5, -1], [7, 0.5, 0.9, 0.01, 0.7]]
    for case, found in zip(cases, computed("game", "play(...args)", cases), strict=True):
        x, paid = game.play(*case)
        assert_same(found["places"], x)
        assert_same(found["regrets"], paid)


SIZES = [1.0, 0.0, 0.0, -2.5, 0.3, 1e-3, 4.0, -3.9, 0.0, 0.2]
POWERS = [
    [SIZES, inverse, beta2] for inverse in (1, 0.5, 0.125, 0.01, 0) for beta2 in (0, 0.5, 0.999)
]


def test_norms():
    found = computed("norms", "norms(...args)", POWERS)
    for case, each in zip(POWERS, found, strict=True):
        old, new = norms.pairs(*case)
        assert_same([[one["old"], one["fresh"]] for one in each], np.transpose([old, new]))
        assert_same([one["size"] for one in each], norms.denominators(*case))


def test_norms_are_those_of_adam_and_adamax():
    g = np.array(SIZES)
    t = np.arange(1, len(g) + 1)
    fed = [
        run(rule, lambda theta, t: g[t - 1 : t], np.zeros(1), len(g)).state
        for rule in (adam(beta2=0.95**2), adamax(beta2=0.95))
    ]
    root = np.sqrt(fed[0].v[:, 0] / bias_correction(0.95**2, t))
    assert_same(norms.denominators(g, 0.5, 0.95), root)
    assert_same(norms.denominators(g, 0, 0.95), fed[1].u[:, 0])
    eighth = ema(np.abs(g) ** 8, 0.95**8) / bias_correction(0.95, 8 * t)
    assert_same(norms.denominators(g, 1 / 8, 0.95), eighth ** (1 / 8))


WEIGHTINGS = [
    [*betas, t]
    for betas in [(0.9, 0.999), (0.9, 0.95), (0.9, 0.8), (0.0, 0.99), (0.99, 0.5), (0.7, 0.7)]
    for t in (1, 2, 20, 60)
]


def test_weightings():
    found = computed("weightings", "Object.values(weightings(...args))", WEIGHTINGS)
    for case, each in zip(WEIGHTINGS, found, strict=True):
        wanted = weightings.weightings(*case)
        for one, other in zip(each, wanted, strict=True):
            assert_same(one, other)
        w, z, worst, terms = wanted
        bound = step_bound(*case)
        assert_same([terms.sum(), w.sum(), z.sum()], [bound**2, 1, 1])
        assert_same(w @ worst / np.sqrt(z @ worst**2), bound)


RACES = [
    {"x": -2.1, "y": 1.75, "beta1": 0.9, "beta2": 0.999, "noise": 0.0},
    {"x": 0.0, "y": 2.6, "beta1": 0.5, "beta2": 0.9, "noise": 0.6},
    {"x": 2.5, "y": -0.9, "beta1": 0.0, "beta2": 0.99, "noise": 2.0},
]
ALPHAS = {"sgd": 0.12, "momentum": 0.05, "rmsprop": 0.02, "adam": 0.1}


def test_races():
    cases = [[name, settings | ALPHAS] for settings in RACES for name in race.NAMES]
    found = computed("race", "raced(...args)", cases)
    for k, settings in enumerate(RACES):
        figure = race.Race(**settings, **ALPHAS)
        ran = figure.runs()
        sizes = race.sizes(ran, figure.beta2)
        for name, each in zip(race.NAMES, found[4 * k : 4 * k + 4], strict=True):
            np.testing.assert_allclose(each["points"], ran[name].theta, rtol=1e-9, atol=1e-9)
            np.testing.assert_allclose(each["costs"], race.cost(ran[name].theta.T), atol=1e-9)
            if name in sizes:
                np.testing.assert_allclose(each["sizes"], sizes[name], rtol=1e-9)


def test_the_valley():
    points = [[0.3, -0.2], [-2.1, 1.75], [1.7, 0.578], [2.5, -0.9]]
    for script, function in (("valleyCost", race.cost), ("valleySlope", race.slope)):
        assert_same(computed("valley", f"{script}(args)", points), [function(p) for p in points])
    lines = computed("valley", "valleyLevel(args)", race.LEVELS)
    for level, line in zip(race.LEVELS, lines, strict=True):
        np.testing.assert_allclose(line, race.level_line(level), atol=1e-9)
        np.testing.assert_allclose(race.cost(np.transpose(line)), level, atol=1e-6)


RULES = sheet.known()


@pytest.fixture(scope="module")
def named():
    """Return what the page calls the steps of each rule, as NumPy prints them."""
    texts = [repr(sheet.weights(rule)) for rule in RULES.values()]
    texts += [repr(sheet.weights(rule, np.float32)) for rule in RULES.values()]
    module = bundle.join("sheet.js")
    body = f"const [sheet, texts] = {json.dumps([sheet.data(), texts])};"
    body += "return JSON.stringify(texts.map((text) => rowOf(sheet, numbersIn(text))?.rules));"
    groups = json.loads(run_script(module + body))
    found = [[rule["name"] for rule in rules or ()] for rules in groups]
    return dict(zip(RULES, zip(found[: len(RULES)], found[len(RULES) :], strict=True), strict=True))


@pytest.mark.parametrize("name", RULES)
def test_the_page_names_a_rule_by_its_steps(named, name):
    double, single = named[name]
    assert name in double
    assert name in single or name == "decay_divided"  # which is too large for float32


def test_what_a_sheet_cannot_tell_apart():
    together = [names for names, _ in sheet.groups() if len(names) > 1]
    assert together[0][:2] == ["Adam", "shared_t"]
    assert ["t_stuck", "correction_without_power"] in together
    assert len(sheet.groups()) > 0.85 * len(RULES)


def test_other_groups_are_further_away_than_near():
    rows = np.array([theta for _, theta in sheet.groups()])
    shown = np.where(np.isfinite(rows), rows, 1e9)
    for k, row in enumerate(shown):
        away = np.abs(shown[:k] - row).max(axis=(1, 2), initial=0)
        assert np.all(away > 3 * sheet.NEAR)


LOSSES = [
    [lost, gradients, past, *betas]
    for lost in resume.LOST
    for gradients, past, *betas in (
        ("signs", 10, 0.9, 0.999),
        ("signs", 100_000, 0.9, 0.999),
        ("equal", 400, 0.9, 0.95),
        ("equal", 50, 0.0, 0.9),
    )
]


def test_steps_after_a_resume():
    for case, found in zip(LOSSES, computed("resume", "afterLoss(...args)", LOSSES), strict=True):
        assert_same(found, resume.after_loss(*case))


def fed_on(lost, stream, past, beta1, beta2):
    """Return the steps of Adam, of the shape of what follows the first ``past`` of a stream."""
    rule = adam(1.0, beta1, beta2, eps=0.0)
    theta, moves = np.zeros(stream.shape[1]), []
    state = rule.init(theta)
    for t, g in enumerate(stream):
        if t == past:
            state = state._replace(**{part: 0 * getattr(state, part) for part in lost})
        new, state = rule.step(theta, g, state)
        moves.append(new - theta)
        theta = new
    return np.array(moves[past:])


@pytest.mark.parametrize("lost", resume.LOST)
def test_steps_after_a_resume_are_adams(lost):
    steps = fed_on(lost, np.ones((150, 1)), 50, 0.9, 0.99)
    wanted = resume.after_loss(lost, "equal", 50, 0.9, 0.99)[:100]
    np.testing.assert_allclose(-steps[:, 0], wanted, rtol=1e-9)
    for past in (30, 1000):
        signs = np.random.default_rng(0).choice([-1.0, 1.0], (past + 40, 4000))
        found = np.sqrt(np.mean(fed_on(lost, signs, past, 0.9, 0.99) ** 2, axis=1))
        wanted = resume.after_loss(lost, "signs", past, 0.9, 0.99)[:40]
        np.testing.assert_allclose(found, wanted, rtol=0.05)


LOOKS = [
    [tuned, judged, seed]
    for tuned, judged in itertools.product(who_wins.HORIZONS, repeat=2)
    for seed in (0, 4)
]


def test_races_are_judged_as_the_lab_judges_them():
    runs = who_wins.valley()
    given = json.dumps([runs, student([5])])
    called = f"((runs, student) => lookAt(readRuns(runs), student, ...args))(...{given})"
    for case, found in zip(LOOKS, computed("who-wins", called, LOOKS), strict=True):
        wanted = who_wins.look(runs, *case)
        assert [one["name"] for one in found["racers"]] == wanted.order
        assert {one["name"]: one["alpha"] for one in found["racers"]} == wanted.alphas
        assert_same([found["behind"][key] for key in ("ratio", "low", "high")], wanted.behind[:3])
        assert found["sure"] == wanted.sure


def test_a_run_that_did_not_finish_is_the_last():
    runs = {
        "one": [[0.1, ["3 2 1"] * 3], [1.0, [""] * 3]],
        "two": [[0.1, [""] * 3], [1.0, ["3 2", "", "3 1"]]],
    }
    given = json.dumps([runs, student([2])])
    called = f"((runs, student) => lookAt(readRuns(runs), student, ...args))(...{given})"
    [found] = computed("who-wins", called, [[2, 2, 0]])
    wanted = who_wins.look(runs, 2, 2, 0)
    assert [one["name"] for one in found["racers"]] == wanted.order == ["one", "two"]
    assert {one["name"]: one["alpha"] for one in found["racers"]} == wanted.alphas
    assert wanted.alphas == {"one": 0.1, "two": 1.0}
    assert not found["sure"]
    assert not wanted.sure


SETTINGS = [
    [run, beta1, beta2, alpha]
    for run, beta1, beta2 in itertools.product(reality.RUNS, reality.BETA1, reality.BETA2)
    for alpha in (0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 0.1)
]


def test_what_leaving_out_the_correction_costs():
    data = json.dumps(reality.data())
    called = "(({ runs, student }, [run, ...rest]) => settingOf(runs[run], student, ...rest))"
    found = computed("reality", f"{called}({data}, args)", SETTINGS)
    for case, each in zip(SETTINGS, found, strict=True):
        wanted = reality.setting(*case)
        assert tuple(each["alphas"]) == wanted.alphas
        assert (each["seeds"], tuple(each["failed"])) == (wanted.seeds, wanted.failed)
        assert each["at"] == wanted.at
        numbers = wanted.peak, wanted.longest, wanted.late
        assert_same([each[key] for key in ("peak", "longest", "late")], numbers)
        loss = [each["loss"][key] for key in ("ratio", "low", "high")]  # in JSON, nan is null
        assert_same([np.nan if x is None else x for x in loss], wanted.loss[:3])


@pytest.mark.parametrize("ratio", [0.962, 1.0, 1.00049, 1.074, 1.99, 2.04, 31.5, 0.4321])
def test_ratios_are_written_as_the_lab_writes_them(ratio):
    given = Comparison(ratio, 0.9 * ratio, 1.13 * ratio, 5)
    loss = json.dumps(given._asdict())
    [found] = computed("reality", f"ratioWords({loss})", [[]])
    assert found.replace("−", "-") == given.words
