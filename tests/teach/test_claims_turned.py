"""No check of a claim that cannot fail: in another world each of them comes to another verdict.

A world is the claim's own module with something replaced: a rule, a stream, a bound, a record. Each
claim with evidence has one, with the verdict that is right there; a claim without fails the test.
"""

from typing import NamedTuple

import numpy as np
import pytest

import adamtext
from adamtext import adam, adamax, amsgrad, sgd
from adamtext.averages import ema
from adamtext.lab.judging import Comparison
from adamtext.lab.rules import adam_uncorrected, signum
from adamtext.teach.claims import CLAIMS, SECTIONS, VerdictChanged, check
from adamtext.teach.claims.ledger import FALSE, HOLDS, HOLDS_IF, NOT_REPRODUCED, NOT_TESTABLE
from adamtext.teach.claims.records import results
from adamtext.teach.claims.streams import steps

#: Claims that no computation of this size can decide; each says why.
CONSTANTS = {
    "large-problems",
    "intuitive-hyper-parameters",
    "higher-order-unsuited",
    "good-defaults",
    "optima-in-a-known-region",
    "log-d-regret",
    "decay-of-beta1-helps",
    "curvature-methods",
    "sfo-memory",
    "smaller-rate-for-convolutions",
    "v-hat-misses-geometry",
    "first-moment-matters-more",
    "adamax-defaults",
    "averaging-generalises",
    "rates-confirmed",
    "robust-on-non-convex",
}


class World(NamedTuple):
    """What is otherwise: by its name in the claim's module, the new thing made of the true one."""

    changes: dict
    verdict: str


def other(verdict, /, **changes):
    """Return a world in which things with these names are others, whatever the true ones are."""
    return World({name: lambda true, new=new: new for name, new in changes.items()}, verdict)


def made(verdict, /, **changes):
    """Return a world in which things with these names are made from the true ones."""
    return World(changes, verdict)


# Other rules.


def wordy(alpha=1e-3):
    """Adam would be like this if it were long."""

    def step(theta, g, state):
        one = 1
        two = one + 1
        three = two + 1
        four = three + 1
        five = four + 1
        six = five + 1
        seven = six + 1
        eight = seven + 1
        return theta - alpha * eight * g, state

    return adamtext.Optimizer(lambda theta: None, step)


def clipped(rule):
    """Make a rule that never steps as far as alpha = 1 from the origin."""

    def build(*args, **kwargs):
        optimizer = rule(*args, **kwargs)

        def step(theta, g, state):
            moved, state = optimizer.step(theta, g, state)
            return np.clip(moved, -0.99, 0.99), state

        return adamtext.Optimizer(optimizer.init, step)

    return build


def by_the_whole(*args, **kwargs):
    """Build a rule that divides by the norm of the whole gradient."""
    return adamtext.Optimizer(
        lambda theta: None, lambda theta, g, state: (theta - g / np.linalg.norm(g), state)
    )


def bolder(*args, **kwargs):
    """Build a rule that divides by more than natural gradient descent does."""
    true = adam(1.0, beta1=0.0, eps=0.0)

    def step(theta, g, state):
        _, state = true.step(theta, g, state)
        return theta - g / state.v**2, state

    return adamtext.Optimizer(true.init, step)


def descent(*args, **kwargs):
    return sgd(1.0)


def constant_steps(*args, **kwargs):
    return signum(1.0)


def amsgrad_for(alpha, beta1, beta2):
    return amsgrad(alpha, beta1, beta2)


# Other averages and streams.


def ones(beta, t):
    """Correct nothing."""
    return np.ones_like(np.asarray(t, dtype=float))


def centred(x, beta):
    return ema(x - x.mean(axis=0), beta)


def quieter(factor):
    """Make normal noise smaller, or put it out."""
    return lambda true: lambda *shape, seed: factor * true(*shape, seed=seed)


# Other records.


def times(**factors):
    """Multiply the costs of these contestants."""

    def change(true):
        def read(*args):
            found = true(*args)
            groups, words = found if isinstance(found, tuple) else (found, None)
            groups = {name: scaled(runs, factors.get(name, 1.0)) for name, runs in groups.items()}
            return groups if words is None else (groups, words)

        return read

    return change


def scaled(runs, factor, start=0):
    """Multiply costs from the pass ``start`` on."""
    if factor == 1:
        return runs
    return [
        run
        | {
            what: [value * factor if k >= start else value for k, value in enumerate(run[what])]
            for what in ("cost", "noisy")
            if what in run
        }
        for run in runs
    ]


def all_corrected(true):
    """Put the corrected runs in the place of the uncorrected ones."""

    def read(*args):
        found = true(*args)
        groups, words = found if isinstance(found, tuple) else (found, None)
        groups = {name: groups[name.replace("uncorrected", "corrected")] for name in groups}
        return groups if words is None else (groups, words)

    return read


def worse_late(true):
    """Let runs without correction end higher, and be as they were up to pass 10."""

    def read(figure):
        groups, words = true(figure)
        return {
            name: scaled(runs, 1.2 if "uncorrected" in name else 1.0, start=11)
            for name, runs in groups.items()
        }, words

    return read


def vanishing(true):
    """Let the noted roots of v_hat be a million times smaller."""

    def read(figure):
        groups, _ = true(figure)
        notes = [
            run.get("root_v_hat") or run["notes"]["root_v_hat"]
            for name, runs in groups.items()
            for run in runs
            if name.startswith("Adam")
        ]
        least = {"median": [1e-6 * value for value in notes[0]["median"]]}
        return {
            name: [r | {"root_v_hat": least} for r in runs] for name, runs in groups.items()
        }, ""

    return read


def little_ahead(true):
    """Let Adam do as SGD does, three percent better."""

    def read(figure):
        groups, words = true(figure)
        return {
            name: scaled(groups[name.replace("Adam", "SGD-Nesterov")], 0.97)
            if name.startswith("Adam,") or name == "Adam"
            else runs
            for name, runs in groups.items()
        }, words

    return read


def of_case(name, change):
    """Change the recorded runs of one case of the race with SFO."""
    return lambda true: lambda case: change(true(case)) if case == name else true(case)


def seven_times(true):
    """Let SFO's step take seven times as long as Adam's, whatever the number of minibatches."""

    def read():
        own = {t["parts"]: t["own"] + t["gradient"] for t in true() if t["rule"] == "adam"}
        return [
            t if t["rule"] == "adam" else t | {"own": 7 * own[t["parts"]], "gradient": 0.0}
            for t in true()
        ]

    return read


ADAM_AT_9999 = "beta1=0.9, beta2=0.9999, corrected"
CORRECTED = {f"beta1=0.9, beta2={beta2}, corrected": 0.5 for beta2 in (0.99, 0.999, 0.9999)}

WORLDS = {
    # abstract, §1
    "simple-to-implement": other(FALSE, adam=wordy),
    "cheap-step": other(FALSE, operations=lambda rule, size: size),
    "little-memory": other(FALSE, adam=amsgrad),
    "diagonal-rescaling": other(FALSE, adam=descent),
    "diagonal-only": other(FALSE, turned=lambda theta, angle: theta),
    "non-stationary": other(HOLDS, steady_drift=lambda *args: -1.0),
    "noisy-gradients": other(FALSE, adam=sgd),
    "sparse-gradients": made(NOT_REPRODUCED, results=times(Adam=1.1)),
    "compares-favourably": made(HOLDS, latest=times(Adam=0.1)),
    "two-parents": other(FALSE, adam=adam_uncorrected),
    "roughly-bounded": other(HOLDS, step_bound=lambda *args: 1.0),
    "natural-annealing": other(FALSE, adam=constant_steps),
    "consistently-outperforms": made(
        HOLDS, races=lambda true: lambda: dict.fromkeys(true(), Comparison(0.5, 0.4, 0.6, 5))
    ),
    # §2
    "element-by-element": other(FALSE, adam=by_the_whole),
    "estimates-of-moments": other(FALSE, ema=centred),
    "biased-to-zero": other(FALSE, ema=lambda x, beta: x),
    "bias-is-easily-undone": other(FALSE, bias_correction=ones),
    "efficient-order": other(FALSE, adam_efficient=descent),
    "efficient-order-is-cheaper": other(FALSE, adam_efficient=adam),
    "effective-step": other(FALSE, adam=adam_uncorrected),
    "first-bound": made(HOLDS, adam=clipped),
    "second-bound": made(HOLDS, adam=clipped),
    "only-severest-sparsity": made(HOLDS, adam=clipped),
    "lone-gradient": other(HOLDS, adam=adam_uncorrected),
    "less-sparse-is-smaller": made(HOLDS, adam=lambda true: lambda alpha, eps: true(alpha, 0.0)),
    "equality-case": made(HOLDS, adam=clipped),
    "mean-below-root-mean-square": made(
        FALSE, laws=lambda true: lambda number: (2 * true(number)[0], true(number)[1])
    ),
    "ratio-about-one": made(HOLDS, normal=quieter(0.01)),
    "alpha-from-distance": made(HOLDS, normal=quieter(0.001)),
    "smaller-ratio-smaller-step": other(FALSE, adam=constant_steps),
    "low-ratio-doubts-direction": made(FALSE, normal=quieter(0.0)),
    # §3
    "weighted-sum": other(FALSE, ema_weights=lambda beta, t: np.full(t, 1 / t)),
    "expectation-of-v": other(FALSE, bias_correction=ones),
    "zeta-stationary": other(FALSE, bias_correction=ones),
    "zeta-small": other(HOLDS, drifting=lambda t=1000: 1 + 1e-6 * np.arange(t - 1, -1, -1.0)),
    "zeta-by-beta1": made(HOLDS, adam=lambda true: lambda beta1, beta2: true(1.0, beta2, beta1)),
    "same-for-the-mean": other(FALSE, bias_correction=ones),
    "sparse-needs-small-beta2": other(HOLDS, ema=lambda x, beta: ema(x, 1 - beta)),
    "larger-without-correction": other(FALSE, adam=adam_uncorrected),
    # §4
    "theorem-4-1": other(HOLDS, adam=amsgrad_for),
    "corollary-4-2": other(HOLDS, adam=amsgrad_for),
    "condition-on-betas": other(HOLDS, adam=amsgrad_for, steady_drift=lambda *args: -1.0),
    "lambda-near-one": other(HOLDS, theorem_bound=lambda *args, **kwargs: 1.0),
    "sparse-sums": other(FALSE, rare=lambda *shape, share, seed: np.ones(shape)),
    "sum-of-norms": other(FALSE, share_of_worst=lambda g: abs(g).sum() / g.size**0.5),
    # §5
    "rmsprop-with-momentum": other(FALSE, rescaled=lambda g: steps(adam(1.0, eps=0.0), g)),
    "rmsprop-lacks-correction": other(FALSE, rmsprop=lambda alpha, beta2: adam(alpha, 0.0, beta2)),
    "uncorrected-divergence": made(NOT_REPRODUCED, results=all_corrected),
    "limit-needs-correction": other(
        FALSE, rmsprop=lambda alpha, beta2, eps: adam(alpha, 0.0, beta2, eps)
    ),
    "fisher-diagonal": made(HOLDS, fisher_ratio=lambda true: lambda **spoilt: true()),
    "square-root-is-conservative": other(FALSE, adam=bolder),
    # §6
    "logistic-is-convex": made(FALSE, softmax_cost=lambda true: lambda *args: -true(*args)),
    "logistic-as-fast-as-sgd": made(NOT_REPRODUCED, results=times(Adam=1.1)),
    "logistic-faster-than-adagrad": made(HOLDS, results=times(AdaGrad=1.1)),
    "adam-should-match-adagrad": made(NOT_REPRODUCED, results=times(Adam=1.2)),
    "sparse-adagrad-beats-sgd": made(HOLDS_IF, results=times(**{"AdaGrad, no dropout": 1.1})),
    "sparse-as-fast-as-adagrad": made(HOLDS, results=times(Adam=0.8)),
    "theory-stops-at-convex": other(FALSE, bend=lambda x: (x**2, 2 * x)),
    "network-with-dropout": other(HOLDS, latest=lambda figure: (results(figure, "small"), "")),
    "network-faster-than-sfo": made(
        NOT_REPRODUCED, beside_sfo=of_case("Adam", lambda runs: scaled(runs, 3.0))
    ),
    "sfo-slow-steps": made(HOLDS, steps_of_sfo=seven_times),
    "sfo-fails-with-dropout": made(
        HOLDS, beside_sfo=of_case("SFO, dropout", lambda runs: scaled(runs, 10.0))
    ),
    "layers-differ": made(
        NOT_REPRODUCED, sizes=lambda true: lambda seed, tied: true(seed, tied=not tied)
    ),
    "convolution-early": made(HOLDS, latest=times(**{"SGD-Nesterov": 1.5})),
    "convolution-late": made(NOT_REPRODUCED, latest=times(Adam=100.0)),
    "second-moment-vanishes": made(HOLDS, latest=vanishing),
    "marginal-gain-over-sgd": made(HOLDS, latest=little_ahead),
    "adapts-to-layers": other(NOT_REPRODUCED, adam=sgd),
    "uncorrected-is-rmsprop": other(
        HOLDS,
        rescaled=lambda g, beta1, correct: steps(adam_uncorrected(1.0, beta1, eps=0.0), g),
    ),
    "uncorrected-is-unstable": made(NOT_REPRODUCED, results=all_corrected),
    "best-with-correction": made(HOLDS, results=times(**{ADAM_AT_9999: 0.9})),
    "correction-gains-late": made(HOLDS, latest=worse_late),
    "never-worse-than-rmsprop": made(HOLDS, results=times(**CORRECTED)),
    # §7
    "power-average": other(FALSE, power_mean=lambda powers, decay: powers.mean()),
    "power-decay-is-equivalent": other(FALSE, power_decay=lambda beta2, p: beta2),
    "limit-is-a-maximum": other(FALSE, largest_decayed=lambda g: abs(g).sum()),
    "recursion-for-u": other(FALSE, adamax=lambda: adamax(beta2=0.9)),
    "large-p-is-unstable": other(FALSE, decaying_maximum=lambda g: 0 * g),
    "u-needs-no-correction": other(FALSE, decaying_maximum=lambda g: ema(g, 0.999)),
    "adamax-step-bound": made(HOLDS, adamax=clipped),
    "no-epsilon": other(HOLDS, adamax=lambda alpha: adamax(alpha, eps=1e-8)),
    "averaging-quiets-noise": made(HOLDS, descents=lambda true: lambda alpha: true(0.1)),
    "averaging-is-one-line": other(FALSE, ema=lambda x, beta: x),
    "average-is-corrected": other(FALSE, bias_correction=ones),
    # §10
    "lemma-10-2": other(FALSE, logistic=lambda x: (-(x**2), -2 * x)),
    "lemma-10-3": other(HOLDS, factor_10_3=lambda g_max, T: np.sqrt(1 + np.log(T))),
    "lemma-10-4": other(HOLDS, factor_10_4=lambda beta1, beta2, T: 10 + 0 * T),
    "sum-over-the-wrong-index": other(HOLDS, printed_sum=lambda gamma, t: 1.001 * t / (1 - gamma)),
    "root-of-v-below-norm": made(
        FALSE, bias_correction=lambda true: lambda beta, t: true(beta, t) / 4
    ),
    "telescoping": other(HOLDS, ema=lambda x, beta: np.maximum.accumulate(x), bias_correction=ones),
    "sign-of-a-difference": made(
        HOLDS,
        squared_distances=lambda true: lambda beta1: (true(beta1)[0], abs(true(beta1)[1])),
    ),
    "root-of-v-bound": other(HOLDS, printed_root=lambda beta2: 1.0),
    "last-line": other(HOLDS, denominators=lambda beta1: (1 - beta1, beta1)),
}


def test_every_claim_has_another_world_or_says_why_it_is_a_constant():
    assert not set(WORLDS) & CONSTANTS
    assert set(WORLDS) | CONSTANTS == set(CLAIMS)
    assert {id for id, claim in CLAIMS.items() if claim.verdict == NOT_TESTABLE} == CONSTANTS
    for id in CONSTANTS:
        assert len(check(CLAIMS[id]).explanation) > 30


@pytest.mark.parametrize("id", WORLDS)
def test_in_another_world_the_verdict_is_another(id, monkeypatch):
    claim, world = CLAIMS[id], WORLDS[id]
    assert world.verdict != claim.verdict
    check(claim)
    (module,) = (s for s in SECTIONS if s.__name__ == claim.evidence.__module__)
    for name, change in world.changes.items():
        monkeypatch.setattr(module, name, change(getattr(module, name)))
    assert claim.evidence().verdict == world.verdict
    with pytest.raises(VerdictChanged, match=f"{id}: recorded as"):
        check(claim)
