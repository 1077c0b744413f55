"""The zoo's verdicts are true: each optimiser makes the steps of what the table says, no others."""

import functools
import importlib.util
import inspect
import re
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from teach.zoo import SLIPS, ZOO
from teach.zoo.drivers import DRIVERS, hyperparameters, loop
from teach.zoo.truths import TRUTHS, truth

import adamtext
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.relatives import RELATIVES
from tools import zoo

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


def late(shapes, quiet=440):
    """Return many quiet gradients, then 12 a thousand times as loud."""
    start, gradients = noise(shapes, quiet + 12, 3)
    size = [1e-3] * quiet + [1] * 12
    return start, [
        [np.full_like(g, s) for g in row] for row, s in zip(gradients, size, strict=True)
    ]


def columns():
    """Return a matrix that lies in memory by columns."""
    start, gradients = noise([(3, 2)], 20, 7)
    by_columns = [[np.asfortranarray(g) for g in row] for row in gradients]
    return [np.asfortranarray(x) for x in start], by_columns


def joining():
    """Return what has no gradient at first, and none now and then."""
    start, gradients = noise([(4,), (2, 3)], 20, 4)
    return start, [
        [row[0], None if t in (0, 1, 2, 9) else row[1]] for t, row in enumerate(gradients)
    ]


LAYERS = [(3, 2), (2,), (2, 2), (2,)]
SCENARIOS = {
    "vector": Scenario(*noise([(4,)], 60, 0)),
    "matrix": Scenario(*noise([(3, 2)], 20, 1)),
    "several": Scenario(*noise(LAYERS, 20, 2)),
    "late": Scenario(*late([(2,)])),
    "columns": Scenario(*columns()),
    "late layers": Scenario(*late([(2, 2), (2,)])),
    "very late": Scenario(*late([(2,)], quiet=1500)),
    "joining": Scenario(*joining()),
    "restored": Scenario(*noise([(4,)], 20, 5), restored=9),
    "rescheduled": Scenario(*noise([(4,)], 20, 6), rescheduled=9),
}
ONE = ("vector", "matrix", "late")
SEEN = dict.fromkeys(DRIVERS, (*ONE, "several")) | {
    "torch": (*ONE, "several", "joining", "restored", "rescheduled"),
    "array": (*ONE, "several", "columns"),
    "layers": ("several", "late layers"),
    "loop": ("vector", "late"),
}
SEEN_BESIDES = {
    "objects:AdamById": ("joining",),
    "objects:AdamOneT": ("joining",),
    "pairs:clipped_500": ("very late",),  # before t = 867 no such spike makes a step of 5 alpha
}


def scenarios(entry):
    """Name those that an entry can be led through."""
    return SEEN[entry.form] + SEEN_BESIDES.get(entry.where, ())


def driven(entry, thing, scenario, h):
    """Where a function or class leads, a list of arrays for each step."""
    start, gradients = [x.copy("K") for x in scenario.start], scenario.gradients
    if entry.form == "loop":
        return loop(thing, entry.how, h, start[0], [row[0] for row in gradients])
    step, path = DRIVERS[entry.form](thing, entry.how, h, start), []
    for t, row in enumerate(gradients):
        if t == scenario.restored:
            step.restore()
        if t == scenario.rescheduled:
            step.reschedule((DEFAULTS | entry.defaults | h)["alpha"] / 10)
        after = step([None if g is None else g.copy("K") for g in row])
        path.append([np.array(x, dtype=float) for x in after])
    return path


@functools.cache
def expected(name, more, scenario, h):
    """Where what a name says leads; constants and hyper-parameters are pairs."""
    scenario, h = SCENARIOS[scenario], dict(h)
    rule = truth(name)(**h, **dict(more))
    thetas, path = [x.copy("K") for x in scenario.start], []
    states = [rule.init(x) for x in thetas]
    with np.errstate(all="ignore"):
        for t, row in enumerate(scenario.gradients):
            if t == scenario.restored:
                rule.restored(states)
            if t == scenario.rescheduled:
                rule.rescheduled(h["alpha"] / 10)
            thetas = rule.sweep(thetas, row, states)
            path.append(thetas)
    return path


def agree(path, other, start, alpha, loose=False):
    """Whether two paths are one, to rounding; what is not finite must not be so in both."""
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


def takes(entry):
    """Map our names of the hyper-parameters that an entry can be told to its own."""
    if entry.form == "config":
        return dict.fromkeys(OTHERS)
    return hyperparameters(entry.load()) if callable(entry.load()) else {}


def told(entry):
    """Those hyper-parameters that an entry can be told, at values far from all defaults."""
    return {k: v for k, v in OTHERS.items() if k in takes(entry)}


def needed(entry):
    """Those that it must be told, having no default for them."""
    if entry.form == "config" or not takes(entry):
        return {}
    parameters = inspect.signature(entry.load()).parameters
    empty = {n for n, p in parameters.items() if p.default is p.empty}
    return {ours: DEFAULTS[ours] for ours, theirs in takes(entry).items() if theirs in empty}


@functools.cache
def paths(where, thing=None):
    """Where an entry leads in all its scenarios, at its defaults and told others.

    Another ``thing`` can take its place.
    """
    (entry,) = (e for e in ZOO if e.where == where)
    thing = thing or entry.load()
    with np.errstate(all="ignore"):
        return {
            (name, changed): driven(entry, thing, SCENARIOS[name], h)
            for changed, h in ((False, needed(entry)), (True, told(entry)))
            if h or not changed
            for name in scenarios(entry)
        }


#: Constants for names whose truths want one that an entry does not have.
MORE = {
    "weight_decay": 0.01,
    "bound": 1.3,
    "rows": 2,
    "warmup": 100,
    "betas": (0.98, 0.92, 0.99),
    "rho": 0.99,
}


def is_what(entry, name, thing=None):
    """Whether an entry makes the steps of a name, wherever it can be led."""
    own, more = DEFAULTS | entry.defaults, tuple((MORE | entry.more).items())
    for (scenario, changed), path in paths(entry.where, thing).items():
        h = own | (told(entry) if changed else {})
        should = expected(name, more, scenario, tuple(h.items()))
        if not agree(path, should, SCENARIOS[scenario].start, h["alpha"], entry.loose):
            return False
    return True


RUNNING = [e for e in ZOO if e.verdict != "not examined"]


def by_entry(entries):
    """Run a test for each entry whose library is there."""

    def one(e):
        missing = bool(e.needs) and importlib.util.find_spec(e.needs) is None
        skip = pytest.mark.skipif(missing, reason=f"{e.needs} is not installed")
        return pytest.param(e, id=e.where, marks=skip)

    return pytest.mark.parametrize("entry", [one(e) for e in entries])


@by_entry(RUNNING)
def test_the_verdict_is_true(entry):
    assert is_what(entry, entry.verdict)


MATRIX = {"matrix", "several", "late layers"}
#: What shows in certain scenarios only, and where it does.
SHOWS = {
    "joins_late": {"joining"},
    "columns_stay": {"columns"},
    "byte_count": {"late", "late layers"},
    "t_not_saved": {"restored"},
    "averages_not_saved": {"restored"},
    "alpha_frozen": {"rescheduled"},
    "shared_t": {"several", "late layers"},
    "climbs_on_matrices": MATRIX,
    "l2_on_matrices": MATRIX,
    "decay_on_matrices": MATRIX,
    "v_per_row": MATRIX,
    "gradient_centred": MATRIX,
    "g_not_squared_on_vectors": {"vector", "several"},
}


def shows(name, entry):
    """Whether what a name says would be seen in an entry, had it been so."""
    if name.startswith("ignores"):
        return any(ours.startswith(name[8:].rstrip("s")) for ours in takes(entry))
    return name not in SHOWS or SHOWS[name] & set(scenarios(entry))


@by_entry(RUNNING)
def test_no_other_name_is_true(entry):
    others = set(TRUTHS) - entry.names - set(entry.also)
    assert not {name for name in others if shows(name, entry) and is_what(entry, name)}


@by_entry([e for e in ZOO if e.verdict == "not examined"])
def test_what_cannot_run_does_not(entry):
    with pytest.raises((TypeError, ValueError)):
        paths(entry.where)


BREAKS = [
    ("functions:adam_update", "g**2", "g"),
    ("functions:adam_update", "lr * m_hat", "lr * m"),
    ("functions:in_place", "+ eps)", "- eps)"),
    ("functions:efficient", "np.sqrt(v) + eps", "np.sqrt(v) + eps * np.sqrt(1 - beta2**t)"),
    ("pairs:folded", "eps * root", "eps"),
    ("collections_of:Dicts", "scaled)", "self.eps)"),
    ("collections_of:Lists", "        self.t += 1\n", "        self.t += 2\n"),
    ("collections_of:Named", '= self.beta1 * c["m"]', "= self.beta1"),
    ("objects:Adam", "p.data - ", "p.data + "),
    ("objects:AdamById", "self.state[id(p)] = m, v, t", "self.state[id(p)] = m, v, t - 1"),
    ("objects:AdamForLayers", "        self.t += 1\n", "        self.t = 1\n"),
    ("arrays:Adam", "1 - self.beta2**self.t", "1 - self.beta1**self.t"),
    ("arrays:adam", 'config["t"] += 1', 'config["t"] += 2'),
    ("rarities:adam_sent", "        t += 1\n", "        t += 2\n"),
    ("loops:adam", "range(1, num_iters + 1)", "range(2, num_iters + 2)"),
    ("frameworks:optax_adamw", "u - learning_rate * weight_decay", "u - weight_decay"),
    ("frameworks:jax_adam", "i + 1", "i + 2"),
    ("frameworks:KerasAdam", "np.square(g)", "abs(g)"),
]


@pytest.mark.parametrize(("where", "line", "broken"), BREAKS)
def test_a_broken_one_is_found_out(where, line, broken):
    (entry,) = (e for e in ZOO if e.where == where)
    thing = entry.load()
    source = inspect.getsource(thing)
    assert line in source
    namespace = dict(vars(inspect.getmodule(thing)))
    exec(source.replace(line, broken), namespace)
    assert is_what(entry, entry.verdict)
    assert not is_what(entry, entry.verdict, namespace[thing.__name__])


SAME = {
    "Adam": adamtext.adam,
    "AdamW": adamtext.adamw,
    "AdaMax": adamtext.adamax,
    "AMSGrad": adamtext.amsgrad,
    "AMSGrad, corrected last": RELATIVES["AMSGrad, corrected after the maximum as in torch"],
    "AMSGrad, uncorrected": functools.partial(adamtext.amsgrad, bias_correction=False),
    "RAdam": RELATIVES["RAdam"],
    "SGD": adamtext.sgd,
    "SGD with Nesterov momentum 0.9": RELATIVES["SGD with Nesterov momentum 0.9"],
    "SGD with momentum 0.9": functools.partial(adamtext.sgd, momentum=0.9),
    "RMSProp": functools.partial(adamtext.rmsprop, beta2=0.99),
    "AdaGrad": adamtext.adagrad,
} | {name: mistake.rule for name, mistake in MISTAKES.items() if name in TRUTHS}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("scenario", ["vector", "matrix"])
def test_names_mean_what_they_mean_in_the_book(name, scenario):
    rule, (start, gradients) = SAME[name], SCENARIOS[scenario][:2]
    known = set(inspect.signature(rule).parameters)
    if name == "RMSProp":
        known -= {"beta2"}
    for h in (DEFAULTS, OTHERS):
        if name == "RAdam":
            h = h | {"eps": 1e-16}  # which has another place there
        chosen = h | {"limit": MORE["bound"]}
        optimizer = rule(**{k: v for k, v in chosen.items() if k in known})
        theta, path = start[0].copy(), []
        state = optimizer.init(theta)
        with np.errstate(all="ignore"):
            for (g,) in gradients:
                theta, state = optimizer.step(theta, g.copy(), state)
                path.append([theta])
        should = expected(name, tuple(MORE.items()), scenario, tuple(h.items()))
        assert agree(path, should, start, h["alpha"])


def test_every_name_means_something():
    relatives = {name for name in TRUTHS if name[0].isupper()}
    assert set(TRUTHS) == relatives | set(MISTAKES) & set(TRUTHS) | set(SLIPS)
    names = {name for e in RUNNING for v in (e.verdict, *e.also) for name in v.split(" + ")}
    assert names <= set(TRUTHS)
    assert set(TRUTHS) <= names, "the zoo has one of each"


def test_the_table_is_whole():
    assert len({e.where for e in ZOO}) == len(ZOO) >= 80
    folder = Path(inspect.getfile(TRUTHS["Adam"])).parent
    helpers = {
        "frameworks:GradientTransformation",
        "frameworks:tree_map",
        "frameworks:CountedState",
    }
    modules = {e.where.partition(":")[0]: e for e in ZOO}
    for module in modules:
        source = (folder / f"{module}.py").read_text("utf-8")
        defined = set(re.findall(r"^(?:def|class) ([A-Za-z]\w*)", source, re.M))
        defined = {f"{module}:{name}" for name in defined} - helpers
        assert defined <= {e.where for e in ZOO}


def says(rule=None, likely=None, ok=False, text="", runs=True):
    """As much of a report as the tool looks at."""

    class Said:
        findings = (SimpleNamespace(name="runs", passed=runs),)
        verdict = ""

        def __str__(self):
            return text

    said = Said()
    said.rule, said.likely, said.ok = rule, likely, ok
    return said


@pytest.mark.parametrize(
    ("where", "report", "outcome"),
    [
        ("pairs:plain", says("Adam", ok=True), "right"),
        ("pairs:plain", says("Adam"), "false alarm"),
        ("pairs:plain", says(), "false alarm"),
        ("pairs:plain", says("t_stuck", "t_stuck"), "wrong name"),
        ("pairs:plain", says(runs=False), "not examined"),
        ("pairs:raises", says(runs=False), "right"),
        ("pairs:with_keras_eps", says("Adam with eps=1e-07", ok=True), "right"),
        ("torch_classes:Decoupled", says("AdamW with weight_decay=0.01", ok=True), "right"),
        ("torch_classes:Decoupled", says("Adam", ok=True), "missed"),
        ("torch_classes:InGroup", says("Adam", ok=True), "right"),
        ("torch_classes:InSelf", says("Adam", ok=True), "missed"),
        ("torch_classes:NeverStored", says("t_stuck", "t_stuck"), "right"),
        ("torch_classes:NeverStored", says(None, "correction_without_power"), "right"),
        ("torch_classes:NeverStored", says(None, "no_eps"), "wrong name"),
        ("torch_classes:NeverStored", says(), "unknown"),
        ("torch_classes:NeverStored", says("RAdam"), "wrong name"),
        ("functions:l2_efficient", says(None, "l2_for_decoupled + eps_hat_for_eps"), "right"),
        ("functions:l2_efficient", says(None, "l2_for_decoupled"), "in part"),
        ("functions:l2_efficient", says(None, "l2_for_decoupled + no_eps"), "wrong name"),
        ("functions:betas_fixed", says("Adam", text="it ignores beta1, beta2"), "right"),
        ("functions:betas_fixed", says("Adam", text="it ignores eps"), "wrong name"),
        ("torch_classes:Maximal", says("AMSGrad, corrected after the maximum"), "right"),
        ("torch_classes:Layerwise", says(), "right"),
        ("torch_classes:Layerwise", says("RAdam"), "wrong name"),
        ("functions:sgd_momentum", says("SGD with momentum 0.9"), "right"),
        ("functions:sgd_momentum", says("SGD"), "wrong name"),
        ("pairs:clipped_200", says("Adam", ok=True), "missed"),
        ("torch_classes:DecayUncorrected", says(None, "no_correction"), "right"),
    ],
)
def test_how_the_tool_judges(where, report, outcome):
    (entry,) = (e for e in ZOO if e.where == where)
    assert zoo.judge(entry, report) == outcome


def test_the_tool_prints_a_line_each_and_totals(capsys):
    assert zoo.main(["pairs:plain", "pairs:raises"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("pairs:plain ")
    assert lines[1].endswith(" right")
    assert lines[-1].startswith("| all |")
    assert zoo.main(["pairs:plain", "--failures"]) == 0
    assert "pairs:plain " not in capsys.readouterr().out


def test_the_page_has_the_tool_s_totals_of_all():
    text = zoo.PAGE.read_text("utf-8").partition("<!-- zoo -->")[2].partition("<!-- /zoo -->")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.split("\n") if row]
    assert rows[0] == ["", *zoo.OUTCOMES, "all"]
    assert int(rows[-1][-1]) in (len(ZOO), sum(e.needs != "optax" for e in ZOO))
