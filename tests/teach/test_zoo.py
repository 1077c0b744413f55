"""The zoo's verdicts are true: each optimiser makes the steps of what the table says, no others."""

import functools
import importlib.util
import inspect
import warnings
from typing import NamedTuple

import numpy as np
import pytest
from teach.zoo import SLIPS, ZOO, Entry
from teach.zoo.drivers import DRIVERS, hyperparameters, loop
from teach.zoo.truths import TRUTHS, truth

from adamtext.teach.mistakes import MISTAKES

DEFAULTS = {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
OTHERS = {"alpha": 2e-2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}


class Scenario(NamedTuple):
    """Arrays to be stepped, their gradients, and what happens on the way."""

    start: list
    gradients: list
    restored: int = -1  # the step before which the state is saved and restored
    rescheduled: int = -1  # that before which alpha is made a tenth


def noise(shapes, steps, seed):
    """Start and gradients of all sizes, one in six of them zero."""
    rng = np.random.default_rng(seed)
    start = [rng.normal(size=shape) * 3 for shape in shapes]
    start[0].flat[0] = 7
    units = [np.resize([10, 1e-2, 1, 1e-6], shape) for shape in shapes]
    gradients = [
        [rng.normal(size=u.shape) * u * (rng.random(u.shape) > 1 / 6) for u in units]
        for _ in range(steps)
    ]
    gradients[0][0].flat[1] = 0
    return start, gradients


def late(shapes):
    """Return 440 quiet gradients, then 12 a thousand times as loud."""
    start, gradients = noise(shapes, 452, 3)
    size = [1e-3] * 440 + [1] * 12
    return start, [[np.full_like(g, s) for g in row] for row, s in zip(gradients, size, strict=True)]


def joining():
    """Return what has no gradient at first, and none now and then."""
    start, gradients = noise([(4,), (2, 3)], 20, 4)
    return start, [[row[0], None if t in (0, 1, 2, 9) else row[1]] for t, row in enumerate(gradients)]


LAYERS = [(3, 2), (2,), (2, 2), (2,)]
SCENARIOS = {
    "vector": Scenario(*noise([(4,)], 60, 0)),
    "matrix": Scenario(*noise([(3, 2)], 20, 1)),
    "several": Scenario(*noise(LAYERS, 20, 2)),
    "late": Scenario(*late([(2,)])),
    "late layers": Scenario(*late([(2, 2), (2,)])),
    "joining": Scenario(*joining()),
    "restored": Scenario(*noise([(4,)], 20, 5), restored=9),
    "rescheduled": Scenario(*noise([(4,)], 20, 6), rescheduled=9),
}
ONE = ("vector", "matrix", "late")
SEEN = dict.fromkeys(DRIVERS, (*ONE, "several")) | {
    "torch": (*ONE, "several", "joining", "restored", "rescheduled"),
    "layers": ("several", "late layers"),
    "loop": ("vector", "late"),
}
SEES_JOINING = {"objects:AdamById", "objects:AdamOneT"}


def scenarios(entry):
    """Name those that an entry can be led through."""
    return SEEN[entry.form] + (("joining",) if entry.where in SEES_JOINING else ())


def driven(entry, scenario, h):
    """Where an entry leads, a list of arrays for each step."""
    start, gradients = [x.copy() for x in scenario.start], scenario.gradients
    thing = entry.load()
    if entry.form == "loop":
        return loop(thing, entry.how, h, start[0], [row[0] for row in gradients])
    step, path = DRIVERS[entry.form](thing, entry.how, h, start), []
    for t, row in enumerate(gradients):
        if t == scenario.restored:
            step.restore()
        if t == scenario.rescheduled:
            step.reschedule((DEFAULTS | entry.defaults | h)["alpha"] / 10)
        after = step([None if g is None else g.copy() for g in row])
        path.append([np.array(x, dtype=float) for x in after])
    return path


def expected(name, more, scenario, h):
    """Where what a name says leads."""
    rule = truth(name)(**h, **more)
    thetas, path = [x.copy() for x in scenario.start], []
    states = [rule.init(x) for x in thetas]
    for t, row in enumerate(scenario.gradients):
        if t == scenario.restored:
            rule.restored(states)
        if t == scenario.rescheduled:
            rule.rescheduled(h["alpha"] / 10)
        thetas = rule.sweep(thetas, row, states)
        path.append(thetas)
    return path


def agree(path, other, start, alpha, loose=False):
    """Whether two paths are one, to rounding; NaN is NaN."""
    tolerance = 1e-3 if loose else 1e-7
    for row, should in zip(path, other, strict=True):
        for x, y, begin in zip(row, should, start, strict=True):
            if x.shape != y.shape or np.any(np.isfinite(x) != np.isfinite(y)):
                return False
            ok = np.isfinite(y)
            allowed = tolerance * (10 * alpha + abs(y - begin)[ok])
            if np.any(abs(x[ok] - y[ok]) > allowed):
                return False
    return True


def told(entry):
    """Those hyper-parameters that an entry can be told, at values far from all defaults."""
    if entry.form == "config":
        return OTHERS
    thing = entry.load()
    names = hyperparameters(thing) if callable(thing) else {}
    return {k: v for k, v in OTHERS.items() if k in names}


@functools.cache
def paths(where):
    """Where an entry leads in all its scenarios: at its defaults, and told others."""
    (entry,) = (e for e in ZOO if e.where == where)
    names, others = scenarios(entry), told(entry)
    needed = {}
    if callable(entry.load()) and entry.form != "config":
        parameters = inspect.signature(entry.load()).parameters
        names_of = hyperparameters(entry.load())
        required = {k for k in names_of if parameters[names_of[k]].default is inspect._empty}
        needed = {k: DEFAULTS[k] for k in required}
    with np.errstate(all="ignore"):
        found = {(n, False): driven(entry, SCENARIOS[n], needed) for n in names}
        if others:
            found |= {(n, True): driven(entry, SCENARIOS[n], others) for n in names}
    return found


#: Constants of truths for entries whose own have none.
MORE = {
    "weight_decay": 0.01,
    "bound": 1.3,
    "rows": 2,
    "warmup": 100,
    "betas": (0.98, 0.92, 0.99),
    "rho": 0.99,
}


@functools.cache
def truth_path(name, more, scenario, h):
    with np.errstate(all="ignore"):
        return expected(name, dict(more), SCENARIOS[scenario], dict(h))


def is_what(entry, name):
    """Whether an entry makes the steps of a name, everywhere that it can be led."""
    own, more = DEFAULTS | entry.defaults, tuple((MORE | entry.more).items())
    for (scenario, changed), path in paths(entry.where).items():
        h = own | (told(entry) if changed else {})
        should = truth_path(name, more, scenario, tuple(h.items()))
        start = SCENARIOS[scenario].start
        if not agree(path, should, start, h["alpha"], entry.loose):
            return False
    return True


RUNNING = [e for e in ZOO if e.verdict != "not examined"]
AMISS = {e.needs for e in ZOO if e.needs and importlib.util.find_spec(e.needs) is None}


def by_entry(entries):
    return pytest.mark.parametrize(
        "entry",
        [
            pytest.param(e, id=e.where, marks=[pytest.mark.skipif(
                e.needs in AMISS, reason=f"{e.needs} is not installed")])
            for e in entries
        ],
    )  # fmt: skip


@by_entry(RUNNING)
def test_the_verdict_is_true(entry):
    assert is_what(entry, entry.verdict)


#: Names whose steps are Adam's where there is one array, nothing is restored, alpha stays.
QUIET = {"shared_t", "joins_late", "t_not_saved", "alpha_frozen"}


@by_entry(RUNNING)
def test_no_other_name_is_true(entry):
    others = set(TRUTHS) - entry.names - set(entry.also)
    found = {name for name in others if is_what(entry, name)}
    print(entry.where, found)
    assert not found
