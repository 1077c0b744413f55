"""What the live figures compute in the page, against adamtext."""

import itertools
import json

import numpy as np
import pytest
from browser import run_script

from adamtext import adam, adamax, run
from adamtext.averages import bias_correction, ema
from adamtext.teach.live import bundle, game, norms


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
